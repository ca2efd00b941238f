import type { Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { delivered, ehlo, exchange, onSmtp, quit, reply, smtpScript } from './smtp.ts'
import { saysLines } from './words.ts'

/** Between two bytes of a command that is typed, milliseconds: long enough for each to travel by itself. */
const TYPED_PAUSE_MS = 2

/** The same verbs in other forms; a proxy that understands them may say them again in its own (FACTS N24). `$`: the nonce. */
const forms: readonly (readonly [command: string, answer: string])[] = [
  ['noop $', '250 2.0.0 lower case'],
  ['NoOp $', '250 2.0.0 mixed case'],
  [' NOOP $', '250 2.0.0 leading space'],
  ['NOOP  $', '250 2.0.0 double space'],
  ['NOOP\t$', '250 2.0.0 tab'],
  ['NOOP $  ', '250 2.0.0 trailing spaces'],
  ['FOO $', '500 5.5.2 three letters'],
  ['mail from: <$@client.example>', '250 2.1.0 sender ok'],
  ['Rcpt TO:<$@probe.example> ', '250 2.1.5 recipient ok'],
  ['rset', '250 2.0.0 reset'],
]

/**
 * With odd ends and odd bytes, each with as many replies as it has line feeds. The bare CR stands between two commands,
 * which RFC 5321, 2.3.8 takes for one. What servers refuse since it was used to smuggle mail comes after what they take.
 */
const oddLines = [
  '\r\n',
  'NOOP $ 8-bit \xe9\xff\r\n',
  'NOOP $ LF\n',
  'NOOP $ CR CR LF\r\r\n',
  'NOOP $ CR\rNOOP $ behind CR\r\n',
  'NOOP $ \x01 \x1b \x7f\r\n',
  'NOOP $ NUL \0 inside\r\n',
]

/** EHLO goes out byte by byte: some devices look at each packet as if it were a command (FACTS C9). */
function typedEhlo(nonce: string): Step[] {
  const [first, ...others] = ehlo(nonce, ['8BITMIME', 'HELP'])
  return first === undefined ? [] : [delivered(first, { cuts: 'each', pauseMs: TYPED_PAUSE_MS }), ...others]
}

function oddLine(nonce: string, line: string, at: number): Step[] {
  return [saysLines('dialer', line.replaceAll('$', nonce)), reply(`500 5.5.2 line ${at} ${nonce}\r\n`)]
}

/** Numbers 17, 18 and 27 of FACTS section 3. */
export const smtpVerbForms: Probe = {
  ...onSmtp,
  name: 'smtp-verb-forms',
  shows: 'Whether commands arrive as they were typed: in any case, with any white space and line end, byte by byte.',
  parts: ['line'],
  converse: ({ nonce, greeting }) => {
    const asked = forms.flatMap(([line, answer]) => exchange(line.replace('$', nonce), `${answer} ${nonce}`))
    const odd = oddLines.flatMap((line, at) => oddLine(nonce, line, at))
    return { script: smtpScript([...greeting, ...typedEhlo(nonce), ...asked, ...odd, ...quit(` ${nonce}`)]) }
  },
}
