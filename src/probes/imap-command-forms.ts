import type { Step } from '../script/script.ts'
import { exchange, imapDialog, onImap, says } from './imap.ts'
import type { Probe } from './probe.ts'
import { saysLines } from './words.ts'

/** Between two bytes of a command that is typed, milliseconds: long enough for each to travel by itself. */
const TYPED_PAUSE_MS = 2

/** Whole lines, bytes with CRLF: round what RFC 2683, 3.2.1.5 and RFC 7162, 4 ask servers to take. */
const lengths = [1000, 8000, 8192, 8193]

/** The same command in other forms, which a proxy may say again in its own; `$`: a tag. */
const forms: readonly string[] = ['$ noop', '$ NoOp', ' $ NOOP', '$  NOOP', '$\tNOOP', '$ NOOP  ']

/** Tags that are none (RFC 9051, 9: no `+`, no quotes, no list), or are seen nowhere. `$`: the nonce. */
const oddTags: readonly string[] = ['$.a-b_c', '$[]~!@', '+$', '"$"', '($)', '$\xe9', `$${'9'.repeat(200)}`]

/** With odd ends and odd bytes, one line feed each. What servers refuse since it was used to smuggle comes last. */
const oddLines: readonly string[] = [
  '$\r\n',
  'NOOP $\r\n',
  '$a NOOP 8-bit \xe9\xff\r\n',
  '$b NOOP "quoted \\"\\\\ $"\r\n',
  '$c NOOP LF\n',
  '$d NOOP CR CR LF\r\r\n',
  '$e NOOP CR\r$f NOOP behind CR\r\n',
  '$g NOOP \x01 \x1b \x7f\r\n',
  '$h NOOP NUL \0 inside\r\n',
]

/** NOOP goes out byte by byte: some devices look at each packet as if it were a command. */
function typed(tag: string): Step[] {
  const delivery = { cuts: 'each', pauseMs: TYPED_PAUSE_MS } as const
  return exchange(tag, 'NOOP').map(step => (step.kind === 'say' ? { ...step, delivery } : step))
}

/** All forms in one packet, and all answers. */
function allForms(tag: () => string): Step[] {
  const tagged = forms.map(text => ({ tag: tag(), text }))
  const typedLines = tagged.map(its => its.text.replace('$', its.tag))
  const answers = tagged.map(its => `${its.tag} OK done`)
  return [says('dialer', typedLines), says('answerer', answers)]
}

function oddTag(nonce: string, text: string, at: number): Step[] {
  return [says('dialer', [`${text.replace('$', nonce)} NOOP`]), says('answerer', [`* BAD tag ${at} ${nonce}`])]
}

function oddLine(nonce: string, line: string, at: number): Step[] {
  return [saysLines('dialer', line.replaceAll('$', nonce)), says('answerer', [`* BAD line ${at} ${nonce}`])]
}

function longLine(tag: string, bytes: number): Step[] {
  return exchange(tag, `SEARCH TEXT ${tag}`.padEnd(bytes - tag.length - 3, 'n'), ['* SEARCH'], 'OK done')
}

/** The forms of numbers 17, 18, 25 and 27 of FACTS section 3 in the words of IMAP, and those of tags (50). */
export const imapCommandForms: Probe = {
  ...onImap,
  name: 'imap-command-forms',
  shows:
    'Whether IMAP commands arrive as they were typed: in any case, with any tag, white space, length and line end.',
  parts: ['line'],
  converse: context =>
    imapDialog(context, tag => [
      ...typed(tag()),
      ...allForms(tag),
      ...lengths.flatMap(bytes => longLine(tag(), bytes)),
      ...oddTags.flatMap((text, at) => oddTag(context.nonce, text, at)),
      ...oddLines.flatMap((line, at) => oddLine(context.nonce, line, at)),
    ]),
}
