/**
 * Something in a bundle that is not as it was signed, and how its parts are called. Must not know how it was found.
 */
import type { Signer } from './layout.ts'

/** `part`: a path, `archive`, or a half. Both are for people, not yet escaped. */
export interface Problem {
  readonly part: string
  readonly text: string
}

const halfNames: Readonly<Record<Signer, string>> = {
  client: "the client's half",
  responder: "the responder's half",
  merger: "the merger's part",
}

/** `the client's half`: how a half is called everywhere. */
export function halfName(of: Signer): string {
  return halfNames[of]
}
