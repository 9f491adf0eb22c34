import { offerToShow } from "./views/show_password.js";

for (const input of document.querySelectorAll("input[type=password]")) {
  if (input instanceof HTMLInputElement) offerToShow(input);
}
