const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 272;
const HEIGHT = 92;
const STEPS = 8;

/**
 * Hills above water in the colour of a space, no two alike: drawn from its id.
 * @param {string} id
 * @returns {SVGSVGElement}
 */
export function coverOf(id) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  const chance = chanceOf(id);
  for (const [index, base] of [34, 48, 64].entries()) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", `hill hill-${index + 1}`);
    path.setAttribute("d", hill(chance, base, 24 - index * 6));
    svg.append(path);
  }
  return svg;
}

/**
 * @param {() => number} chance
 * @param {number} base
 * @param {number} rise
 * @returns {string}
 */
function hill(chance, base, rise) {
  const step = WIDTH / STEPS;
  const heights = Array.from({ length: STEPS + 1 }, () => base - (chance() - 0.35) * rise);
  const line = heights.slice(1).map((height, index) => {
    const x = (index + 1) * step;
    const middle = x - step / 2;
    return `C${middle} ${heights[index]} ${middle} ${height} ${x} ${height}`;
  });
  return `M0 ${HEIGHT}V${heights[0]}${line.join("")}V${HEIGHT}Z`;
}

/**
 * The same numbers for the same id.
 * @param {string} id
 * @returns {() => number} 0 to 1
 */
function chanceOf(id) {
  let hash = 0x811c9dc5;
  for (const char of id) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39) + 0x9e3779b9;
    return ((hash ^ (hash >>> 15)) >>> 0) / 0x100000000;
  };
}
