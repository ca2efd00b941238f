/** Strangers on the armed ports while a run is on: they change no finding, and get nothing. */
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { textOf } from '../../src/bytes.ts'
import { runThrough } from '../support/world.ts'

/** What a caller without a nonce does once it is connected. */
type Manner = (socket: Socket) => void

const manners: Readonly<Record<string, Manner>> = {
  'say nothing': () => undefined,
  'leave mail politely': leaveMail,
  'say garbage': socket => socket.end(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0xff, 0x0d, 0x0a, 0x00])),
  'say EHLO before the greeting': socket => socket.write('EHLO stranger\r\n'),
  'ask without end': socket => socket.write('NOOP\r\n'.repeat(1000)),
  'leave mail in a hurry': socket => socket.write(`${mail.join('')}QUIT\r\n`),
  'reset the connection': socket => socket.resetAndDestroy(),
}
const mail = [
  'EHLO s.example\r\n',
  'MAIL FROM:<a@s.example>\r\n',
  'RCPT TO:<b@relay.example>\r\n',
  'DATA\r\n',
  'Subject: lost?\r\n\r\nhello\r\n.\r\n',
]
/** No more than a busy scanner does: the calls must not starve the run of the processor, milliseconds. */
const BETWEEN_MS = 10
const HOLD_MS = 400
/** DESIGN section 6. */
const MOST_BYTES = 2048

describe('story: strangers', () => {
  it('change no finding, get at most 2 KiB, and leave no mail', async () => {
    const met = new Map(Object.keys(manners).map(manner => [manner, [] as string[]]))
    const { report } = await runThrough({
      device: 'none',
      meanwhile: (ports, signal) => callAgainAndAgain(ports, signal, (manner, heard) => met.get(manner)?.push(heard)),
    })
    assert.deepEqual([report.verdict, report.findings, report.untested], ['intact', [], []])
    assert.match(report.run.notes.join('\n'), /^connections of strangers on the armed ports, kept apart: \d+$/)
    const answers = [...met].flatMap(([manner, all]) => all.map(heard => ({ manner, heard })))
    assert.ok(answers.filter(it => it.heard !== '').length >= 5, `they were heard ${answers.length} times`)
    for (const { manner, heard } of answers) {
      assert.ok(heard.length <= MOST_BYTES, `${manner}: ${heard.length} bytes`)
      assert.doesNotMatch(heard, /^354/m, `${manner}:\n${heard}`)
    }
    const polite = met.get('leave mail politely') ?? []
    const refused = polite.map(finalCodes).filter(codes => codes.length > 2)
    assert.ok(refused.length > 0, 'nobody came as far as MAIL')
    for (const codes of refused) assert.deepEqual(codes.slice(0, 3), ['220', '250', '554'])
  })
})

/** Goes on only when it was answered, as a mail server does. */
function leaveMail(socket: Socket): void {
  const left = [...mail]
  let heard = ''
  socket.on('data', bytes => {
    heard += textOf(bytes)
    const isAnswer = /^\d{3} .*\r\n$/m.test(heard)
    if (isAnswer) socket.write(left.shift() ?? 'QUIT\r\n')
    if (isAnswer) heard = ''
  })
}

/** The code of each reply. */
function finalCodes(heard: string): readonly string[] {
  return heard.split('\r\n').flatMap(line => line.match(/^\d{3}(?= )/) ?? [])
}

/** Calls every port in turn until told to stop, each time a polite one and one with other manners. Tells what was heard. */
async function callAgainAndAgain(
  ports: readonly number[],
  signal: AbortSignal,
  onHeard: (manner: string, heard: string) => void,
): Promise<void> {
  const calls: Promise<void>[] = []
  const all = Object.entries(manners)
  for (let count = 0; !signal.aborted; count++) {
    const port = ports[count % ports.length] ?? 0
    const [name, behave] = all[Math.floor(count / ports.length) % all.length] ?? ['', () => undefined]
    calls.push(call(port, leaveMail).then(heard => onHeard('leave mail politely', heard)))
    calls.push(call(port, behave).then(heard => onHeard(name, heard)))
    await new Promise(resolve => setTimeout(resolve, BETWEEN_MS))
  }
  await Promise.all(calls)
}

/** What was heard until the end of the connection. */
function call(port: number, behave: Manner): Promise<string> {
  return new Promise(resolve => {
    const parts: string[] = []
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('error', () => undefined)
    socket.on('data', bytes => parts.push(textOf(bytes)))
    socket.once('connect', () => {
      behave(socket)
      setTimeout(() => socket.destroy(), HOLD_MS)
    })
    socket.once('close', () => resolve(parts.join('')))
  })
}
