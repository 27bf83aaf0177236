/**
 * What a reader throws when a file is not what it should be; `message` is the error's `detail`. It never leaves this
 * folder: `fileResult` turns it into a `Result`. Anything else that is thrown is a bug.
 */
export class InvalidModel extends Error {}
