/** All that is seen of spaces only once somebody is in one: loaded in one go, and then at once. */

export { ChannelTools, channelSign } from "./channel_tools.js";
export { customLook } from "./custom_emoji.js";
export { renderPost } from "./message_post.js";
export { openCreateSpaceDialog } from "./space_dialogs.js";
export { SpaceList } from "./space_list.js";
export { openSpaceMenu } from "./space_menu.js";
export { SpaceSidebar } from "./space_sidebar.js";
