/** The menus of chats and messages, and what their entries open: loaded in one go. */

export { confirmDialog } from "./confirm_dialog.js";
export { openDeleteDialog } from "./delete_dialog.js";
export { openMenu } from "./menu.js";
export { openHistory } from "./message_info.js";
export { MessageMenu } from "./message_menu.js";
export { markRead, openConversationMenu } from "./own_actions.js";
