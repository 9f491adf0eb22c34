/** @import {Invite} from "../../types.js" */
import { element } from "../../lib/dom.js";

/**
 * The invite as a QR code, for a camera.
 * @param {Invite} invite
 * @returns {HTMLElement}
 */
export function qrImage({ code }) {
  const image = element("img", {
    src: `/i/${code}/qr.svg`,
    alt: "QR code of the invite link",
    width: 176,
    height: 176,
  });
  return element("div", { class: "qr" }, image);
}
