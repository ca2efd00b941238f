import type { Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { plainScript, saysLines } from './words.ts'

/** The catalogue server's first words (FACTS 1d). */
export function razorGreeting(): Step {
  return saysLines('answerer', 'sn=C&srl=5403&ep4=7542-10&a=l&a=cg\r\n')
}

/** A signature is base64 of 20 letters; this one begins with the nonce. */
function signatureOf(nonce: string): string {
  return nonce.padEnd(20, 'A')
}

/** The client's name and its first check go out together; then a check by the other engine, and the end. */
export const razorCheck: Probe = {
  name: 'razor-check',
  shows: 'Whether the greeting of Razor, checks of signatures and their replies arrive as they were said.',
  transports: ['tcp'],
  protocols: ['razor'],
  parts: ['line'],
  converse: ({ nonce, greeting }) => {
    const signature = signatureOf(nonce)
    const steps = [
      ...greeting,
      saysLines('dialer', `cn=razor-agents&cv=2.84\r\na=c&e=4&ep4=7542-10&s=${signature}\r\n`),
      saysLines('answerer', 'p=0\r\n'),
      saysLines('dialer', `a=c&e=8&s=${signature}\r\n`),
      saysLines('answerer', 'p=1&cf=57\r\n'),
      saysLines('dialer', 'a=q\r\n'),
    ]
    return { script: plainScript(steps) }
  },
}
