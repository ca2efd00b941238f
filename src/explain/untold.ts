/**
 * Rows of FACTS.md, section 1, that no rule is made of, and why. Nobody is named by them. Data.
 */

/** By row. A device that is in another row may be named by that one. */
export const untoldFacts: Readonly<Record<string, string>> = {
  C2: 'How Postfix looks for C1 from one side; no device.',
  C3: 'How nmap looks for C1 from one side; no device.',
  C12: 'Second-hand: no bytes are known.',
  N2: 'The name of the gateway’s certificate authority is not in the source; that TLS is opened is found all the same.',
  N5: 'The SSH conversation is played as bytes, without a host key that could be another one.',
  N11: 'The server that answers is any operator’s; that somebody answers is found all the same.',
  N18: 'Neither its text nor its certificate authority is in the source.',
  N19: 'Its sign is in the TCP handshake (a window of 0), which no tape has.',
  N25: 'Not verified: no bytes are known.',
  N27: 'Places where C7 and C9 were seen; no device of its own.',
  N28: 'Not verified: no device is behind the forms.',
  H12: 'Not verified: no product’s bytes are known.',
}
