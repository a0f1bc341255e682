/** How much of one message's text is forwarded, in UTF-16 units. About four pages: more is a document, not talk. */
export const TEXT_LIMIT = 8_000;

/** How much of a tool call's arguments is forwarded, in UTF-16 units. Enough to see what was asked for. */
export const TOOL_ARGUMENTS_LIMIT = 300;

/** How much of a tool's result is forwarded, in UTF-16 units. It is the app's data, seldom something about the user. */
export const TOOL_RESULT_LIMIT = 500;

/** How much of a file's, tool's or media type's name is forwarded, in UTF-16 units. Real ones are shorter. */
export const NAME_LIMIT = 120;

/** The first moment a message can have been written at, in milliseconds since 1970. Before it, a zero was meant. */
export const EARLIEST_TIME_MS = 1;

/** The last moment a message can have been written at (year 9999): what has more digits breaks the line's format. */
export const LATEST_TIME_MS = Date.UTC(9999, 11, 31);

/** How many messages of the user in a row are taken for one turn. More in a row is an app's own text. */
export const WORDS_MESSAGES = 8;

/** UTF-16 units of messages in a row, beyond which no earlier one is taken in. Twice what one message may hold. */
export const WORDS_LENGTH = 16_000;
