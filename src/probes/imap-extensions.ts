import { constants, deflateRawSync } from 'node:zlib'
import { bytesOf, concat } from '../bytes.ts'
import type { Role, Step } from '../script/script.ts'
import { exchange, imapScript, login, onImap, says, saysLiteral, tagsOf } from './imap.ts'
import type { Probe } from './probe.ts'

/** "Grüße" in UTF-8. */
const UMLAUTS = 'Gr\xc3\xbc\xc3\x9fe'

/**
 * Words as DEFLATE, flushed to a byte (RFC 4978, 3). Huffman codes alone: what is found to repeat depends on the processor,
 * and both ends must make the same bytes.
 */
function deflated(text: string): Uint8Array {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, strategy: constants.Z_HUFFMAN_ONLY }
  return new Uint8Array(deflateRawSync(bytesOf(text), options))
}

function compressed(by: Role, lines: readonly string[]): Step {
  return saysLiteral(by, deflated(lines.map(line => `${line}\r\n`).join('')))
}

/** IDLE, a word of the server meanwhile, DONE (RFC 2177). */
function idle(tag: string, nonce: string): Step[] {
  return [
    says('dialer', [`${tag} IDLE`]),
    says('answerer', ['+ idling', '* 2 EXISTS', `* OK still here ${nonce}`]),
    says('dialer', ['DONE']),
    says('answerer', [`${tag} OK IDLE done`]),
  ]
}

/** UTF-8 in names once it is agreed (RFC 6855). */
function utf8(tag: () => string, nonce: string): Step[] {
  return [
    ...exchange(tag(), 'ENABLE UTF8=ACCEPT CONDSTORE XNONE', ['* ENABLED UTF8=ACCEPT CONDSTORE'], 'OK done'),
    ...exchange(tag(), `LIST "" "${UMLAUTS} ${nonce}"`, [`* LIST () "/" "${UMLAUTS} ${nonce}"`], 'OK done'),
  ]
}

/** Everything after the agreement is compressed, both ways; bytes of each value that no proxy for words would pass on. */
function compressedTalk(tag: () => string, nonce: string): Step[] {
  const [begin, noop, split, last] = [tag(), tag(), tag(), tag()]
  const answer = concat([deflated('* 3 EXISTS\r\n'), deflated(`${split} OK done\r\n`)])
  return [
    ...exchange(begin, 'COMPRESS DEFLATE', [], 'OK DEFLATE active'),
    compressed('dialer', [`${noop} NOOP`]),
    compressed('answerer', [`* OK [ALERT] ${nonce} ${UMLAUTS}`, `${noop} OK done`]),
    compressed('dialer', [`${split} CHECK`]),
    saysLiteral('answerer', answer),
    compressed('dialer', [`${last} LOGOUT`]),
    compressed('answerer', [`* BYE ${nonce} leaves`, `${last} OK LOGOUT done`]),
  ]
}

/** Numbers 49 and 50 of FACTS section 3: extensions that change how the rest of a conversation goes. */
export const imapExtensions: Probe = {
  ...onImap,
  name: 'imap-extensions',
  shows: 'Whether IDLE, UTF-8 in names and compression, once they are agreed, are carried both ways.',
  parts: ['line'],
  converse: ({ nonce, greeting }) => {
    const tag = tagsOf(nonce)
    const before = [...login(tag(), nonce), ...idle(tag(), nonce), ...utf8(tag, nonce)]
    return { script: imapScript([...greeting, ...before, ...compressedTalk(tag, nonce)]) }
  },
}
