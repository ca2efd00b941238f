/**
 * The two test signatures that every scanner knows (FACTS section 3, number 38). They stand here encoded, so that no
 * scanner takes these sources for what they describe. Knows nothing of messages or devices.
 */
import { bytesOf, textOf } from '../bytes.ts'

const MASK = 0x2a

/** EICAR: what an antivirus program must report. */
const EICAR =
  '721f650b7a0f6a6b7a711e767a70721f1e027a74031d6969031d570e6f63696b7807797e6b646e6b786e076b647e637c63787f79077e6f797e076c63666f0b0e62016200'

/** GTUBE: what a spam filter must report. */
const GTUBE =
  '72607900691e606e687b6b6e641b0464796864190018636e646f64006d7e7f686f07797e6b646e6b786e076b647e63077f686f077e6f797e076f676b6366006904191e72'

function decoded(hex: string): string {
  return textOf(Uint8Array.from(Buffer.from(hex, 'hex'), byte => byte ^ MASK))
}

const eicar = decoded(EICAR)
const gtube = decoded(GTUBE)

/** As much of it as stands in one line of 76 characters, whatever follows it in the file (RFC 2045, 6.8). */
const ENCODED_CHARACTERS = 76

const eicarEncoded = Buffer.from(bytesOf(eicar)).toString('base64').slice(0, ENCODED_CHARACTERS)

/** Whether the text holds the virus test, as it is or as the beginning of an attachment in base64. */
export function carriesVirus(text: string): boolean {
  return text.includes(eicar) || text.includes(eicarEncoded)
}

/** Characters of base64 that are looked at together: an archive with nothing but the test is shorter. */
const WATCHED_CHARACTERS = 2048
const BASE64_LINE = /^[A-Za-z0-9+/]{4,76}={0,2}$/

/**
 * Looks at the lines of a mail one by one, and says of each whether the virus test was whole with it: as it is, in base64, or
 * stored in an archive in base64, whose lines cut it anywhere.
 */
export function virusWatch(): (line: string) => boolean {
  let encoded = ''
  return line => {
    if (carriesVirus(line)) return true
    const bare = line.trimEnd()
    encoded = BASE64_LINE.test(bare) ? (encoded + bare).slice(-WATCHED_CHARACTERS) : ''
    return Buffer.from(encoded, 'base64').toString('latin1').includes(eicar)
  }
}

/** Whether lines of this text hold the virus test in any of these forms. */
export function holdsVirus(text: string): boolean {
  return text.split('\n').some(virusWatch())
}

/** Whether the text holds the spam test. */
export function carriesSpam(text: string): boolean {
  return text.includes(gtube)
}
