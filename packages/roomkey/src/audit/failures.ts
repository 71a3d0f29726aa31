/** The command was given wrongly; the message says how. */
export class UsageError extends Error {}

/** No answer that could be judged: nothing listens, or it is no Socket.IO server. */
export class Unreachable extends Error {}
