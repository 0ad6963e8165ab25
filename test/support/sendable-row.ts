/**
 * What a value of a public class is, by what the program put into it:
 *
 * - `yes`: sendable, whatever that was. It holds nothing of it, or a reference that only asks;
 * - `no`: never sendable;
 * - `contents`: as sendable as that.
 */
export type Verdict = 'yes' | 'no' | 'contents'

/** The class's name, the verdict, and a value of that class around `content`. */
export type SendableRow = readonly [name: string, verdict: Verdict, make: (content: unknown) => unknown]
