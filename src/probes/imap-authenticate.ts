import { bytesOf } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import { exchange, imapDialog, onImap, says, saysLiteral } from './imap.ts'
import type { Probe } from './probe.ts'

/** As long as a line of an exchange may be that a server must take, bytes with CRLF (RFC 4954, 4 has it for SMTP). */
const LONGEST_LINE_BYTES = 12_288
const REFUSED = 'NO [AUTHENTICATIONFAILED] not accepted'

function base64(text: string): string {
  return Buffer.from(bytesOf(text)).toString('base64')
}

/** What the dialer says behind AUTHENTICATE; then by turns what is asked with `+`, and the answer to that. */
type Exchange = readonly [command: string, ...turns: readonly (readonly [challenge: string, answer: string])[]]

/** Each mechanism with a secret that opens nothing, first with a line of its own and then at once (RFC 4959). */
function exchanges(word: string): readonly Exchange[] {
  const user = `${word}@client.example`
  const plain = base64(`\0${user}\0nothing`)
  return [
    ['PLAIN', ['', plain]],
    [`PLAIN ${plain}`],
    ['LOGIN', [base64('User Name\0'), base64(user)], [base64('Password\0'), base64('nothing')]],
    ['CRAM-MD5', [base64(`<1896.${word}@probe.example>`), base64(`${user} b913a602c7eda7a495b4e6e7334d3890`)]],
    [
      'DIGEST-MD5',
      [
        base64(`realm="probe.example",nonce="${word}",qop="auth",algorithm=md5-sess`),
        base64(`username="${user}",nonce="${word}",response=d388dad90d4bbd760a152321f2143af7`),
      ],
    ],
    [`NTLM ${base64('NTLMSSP\0\x01\0\0\0\x07\x82\x08\xa2')}`, [base64('NTLMSSP\0\x02\0\0\0'), '*']],
    [`GSSAPI ${base64('\x60\x48\x06\x06\x2b\x06\x01\x05\x05\x02')}`],
    [`XOAUTH2 ${base64(`user=${user}\x01auth=Bearer nothing\x01\x01`)}`, [base64('{"status":"401"}'), '']],
    [
      `SCRAM-SHA-256 ${base64(`n,,n=${user},r=${word}`)}`,
      [base64(`r=${word}1,s=AAAA,i=4096`), base64('c=biws,p=AAAA')],
    ],
    ['EXTERNAL ='],
    [`ANONYMOUS ${base64(word)}`],
  ]
}

function authenticate(tag: string, [command, ...turns]: Exchange, result = REFUSED): Step[] {
  return [
    says('dialer', [`${tag} AUTHENTICATE ${command}`]),
    ...turns.flatMap(([challenge, answer]) => [says('answerer', [`+ ${challenge}`]), says('dialer', [answer])]),
    says('answerer', [`${tag} ${result}`]),
  ]
}

/** LOGIN with words and with quotes. */
function logins(tag: () => string, nonce: string): Step[] {
  return [
    ...exchange(tag(), `LOGIN ${nonce} nothing`, [], REFUSED),
    ...exchange(tag(), `LOGIN "${nonce}@client.example" "no \\"thing\\""`, [], REFUSED),
  ]
}

/** LOGIN with literals that wait (RFC 9051, 6.2.3). */
function literalLogin(tag: string, nonce: string): Step[] {
  return [
    says('dialer', [`${tag} LOGIN {${nonce.length}}`]),
    says('answerer', ['+ name']),
    says('dialer', [`${nonce} {7}`]),
    says('answerer', ['+ secret']),
    saysLiteral('dialer', bytesOf('nothing\r\n')),
    says('answerer', [`${tag} ${REFUSED}`]),
  ]
}

/** Every way to log in, in clear, where devices look into it (numbers 26 and 50 of FACTS section 3). */
export const imapAuthenticate: Probe = {
  ...onImap,
  name: 'imap-authenticate',
  shows: 'Whether every way to log in is carried through, word by word, with short lines and with long ones.',
  parts: ['line', 'line'],
  converse: (context, part) => {
    const { nonce, random } = context
    const word = random.word(12)
    const long = base64(`\0${word}\0`).padEnd(LONGEST_LINE_BYTES - 2, 'A')
    const mine = exchanges(word).filter((_, at) => at % 2 === part)
    return imapDialog(context, tag => [
      ...(part === 0 ? logins(tag, nonce) : literalLogin(tag(), nonce)),
      ...mine.flatMap(its => authenticate(tag(), its)),
      ...authenticate(tag(), ['PLAIN', ['', long]], 'OK [CAPABILITY IMAP4rev1] AUTHENTICATE done'),
    ])
  },
}
