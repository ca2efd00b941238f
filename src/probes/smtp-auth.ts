import { bytesOf } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { dialog, exchange, onSmtp } from './smtp.ts'

const MECHANISMS = 'AUTH PLAIN LOGIN CRAM-MD5 DIGEST-MD5 NTLM GSSAPI XOAUTH2 SCRAM-SHA-256'
const REFUSED = '535 5.7.8 not accepted'
/** The longest line of an exchange that a server must take, bytes with CRLF (RFC 4954, 4). */
const LONGEST_LINE_BYTES = 12_288

function base64(text: string): string {
  return Buffer.from(bytesOf(text)).toString('base64')
}

/**
 * Each mechanism with a secret that opens nothing; every line of the dialer with the reply to it. Each is refused but the
 * last, after which a session has logged in. The nonce is in none: what is encoded would not show it.
 */
function exchanges(word: string): readonly (readonly [said: string, answer: string])[] {
  const user = `${word}@client.example`
  return [
    [`AUTH PLAIN ${base64(`\0${user}\0nothing`)}`, REFUSED],
    ['AUTH LOGIN', `334 ${base64('Username:')}`],
    [base64(user), `334 ${base64('Password:')}`],
    [base64('nothing'), REFUSED],
    ['AUTH CRAM-MD5', `334 ${base64(`<1896.${word}@probe.example>`)}`],
    [base64(`${user} b913a602c7eda7a495b4e6e7334d3890`), REFUSED],
    ['AUTH DIGEST-MD5', `334 ${base64(`realm="probe.example",nonce="${word}",qop="auth",algorithm=md5-sess`)}`],
    [base64(`username="${user}",nonce="${word}",response=d388dad90d4bbd760a152321f2143af7`), REFUSED],
    [`AUTH NTLM ${base64('NTLMSSP\0\x01\0\0\0\x07\x82\x08\xa2')}`, `334 ${base64('NTLMSSP\0\x02\0\0\0')}`],
    ['*', '501 5.7.0 given up'],
    [`AUTH GSSAPI ${base64('\x60\x48\x06\x06\x2b\x06\x01\x05\x05\x02')}`, REFUSED],
    [`AUTH XOAUTH2 ${base64(`user=${user}\x01auth=Bearer nothing\x01\x01`)}`, REFUSED],
    [`AUTH SCRAM-SHA-256 ${base64(`n,,n=${user},r=${word}`)}`, `334 ${base64(`r=${word}1,s=AAAA,i=4096`)}`],
    [base64(`c=biws,r=${word}1,p=AAAA`), REFUSED],
  ]
}

/** A line as long as RFC 4954 allows, in an exchange that then succeeds. */
function longLine(word: string): Step[] {
  return [
    ...exchange('AUTH PLAIN', '334 '),
    ...exchange(base64(`\0${word}\0`).padEnd(LONGEST_LINE_BYTES - 2, 'A'), '235 2.7.0 accepted'),
  ]
}

/** All exchanges of RFC 4954 in clear, where devices look into them (FACTS section 3, number 26). */
export const smtpAuth: Probe = {
  ...onSmtp,
  name: 'smtp-auth',
  shows: 'Whether every mechanism of AUTH is carried through, word by word, with short lines and with long ones.',
  parts: ['line'],
  converse: context => {
    const { nonce, random } = context
    const word = random.word(12)
    const noop = exchange(`NOOP ${nonce}`, `250 2.0.0 ok ${nonce}`)
    const asked = exchanges(word).flatMap(([said, answer]) => exchange(said, answer))
    return dialog(context, [MECHANISMS, 'ENHANCEDSTATUSCODES'], [...noop, ...asked, ...longLine(word)])
  },
}
