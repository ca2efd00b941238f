/**
 * The words that the IMAP probes share: greeting, CAPABILITY, ID, LOGOUT (RFC 3501, RFC 2971). Each is asked with the
 * session's nonce in its tag.
 */
import { bytesOf } from '../bytes.ts'
import type { ServedReply, Service, Step } from '../script/script.ts'
import { saysLines } from './words.ts'

/** What servers offer before login. */
const CAPABILITIES = 'IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN AUTH=LOGIN'

/** The server's first words, with its capabilities (RFC 3501, 7.1). */
export function imapGreetingLine(roundWord: string): Step {
  return saysLines('answerer', `* OK [CAPABILITY ${CAPABILITIES}] probe.example ${roundWord} ready.\r\n`)
}

/** CAPABILITY, ID and NOOP, and the polite end. */
export function imapDialog(nonce: string): Step[] {
  const id = `("name" "probe" "version" "1" "os" "${nonce}")`
  return [
    ...asked(`${nonce}1`, 'CAPABILITY', [`* CAPABILITY ${CAPABILITIES}`]),
    ...asked(`${nonce}2`, `ID ${id}`, [`* ID ${id}`]),
    ...asked(`${nonce}3`, 'NOOP', []),
    ...asked(`${nonce}4`, 'LOGOUT', [`* BYE ${nonce} leaves`]),
  ]
}

/** A command and its reply, which ends with the line that repeats the tag. */
function asked(tag: string, command: string, untagged: readonly string[]): Step[] {
  const lines = [...untagged, `${tag} OK ${command.split(' ')[0]} done.`]
  return [saysLines('dialer', `${tag} ${command}\r\n`), saysLines('answerer', `${lines.join('\r\n')}\r\n`)]
}

/** What callers without a nonce get: no login, no mailbox. */
export function imapService(claims: Service['claims']): Service {
  const then = 'close'
  const refusal: ServedReply = { verb: '', bytes: bytesOf('* BYE not for you\r\n'), then }
  return { claims, strangers: [refusal], claimed: [{ verb: '', bytes: bytesOf('* BAD not understood\r\n') }] }
}
