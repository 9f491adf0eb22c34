"""The forms of the sign-in and sign-up pages. They name the fields; operations hold the rules."""

from django import forms

from chatty.core.errors import Refusal


class RefusableForm(forms.Form):
    """A form that can show what an operation refused."""

    def show_refusal(self, refusal: Refusal) -> None:
        """Each text beside its field; what has no field here above all of them."""
        named = refusal.errors or {}
        for field, texts in named.items():
            for text in texts:
                self.add_error(field if field in self.fields else None, text)
        if not named:
            self.add_error(None, refusal.detail)


class SignInForm(RefusableForm):
    """Name or e-mail address, and password."""

    login = forms.CharField(
        label="Username or e-mail",
        max_length=1_000,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        max_length=1_024,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SignUpForm(RefusableForm):
    """A new account."""

    username = forms.CharField(
        max_length=1_000,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    display_name = forms.CharField(
        label="Your name",
        required=False,
        max_length=1_000,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label="E-mail",
        max_length=1_000,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        max_length=10_000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
