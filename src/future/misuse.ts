/**
 * Where a poll after the end is told of, besides being thrown: whoever catches the error may say nothing, and lints want
 * to know. With nobody listening it costs a test for null, on a path that throws anyway.
 */

/** Who listens, given the name of what was polled; null while nobody does. Throws nothing. */
export const misuse: { heard: ((what: string) => void) | null } = { heard: null }
