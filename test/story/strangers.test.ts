/** Strangers on the armed ports while a run is on: they change no finding, and get nothing. */
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { textOf } from '../../src/bytes.ts'
import { runThrough } from '../support/world.ts'

/** What callers without a nonce do once they are connected. */
const manners: Readonly<Record<string, (socket: Socket) => void>> = {
  'say nothing': () => undefined,
  'say garbage': socket => socket.end(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0xff, 0x0d, 0x0a, 0x00])),
  'say EHLO': socket => socket.write('EHLO stranger\r\n'),
  'try to leave mail': socket =>
    socket.write(
      'EHLO s.example\r\nMAIL FROM:<a@s.example>\r\nRCPT TO:<b@relay.example>\r\nDATA\r\nbody\r\n.\r\nQUIT\r\n',
    ),
  'ask for TLS': socket => socket.write('EHLO s.example\r\nSTARTTLS\r\n'),
  'ask without end': socket => socket.write('NOOP\r\n'.repeat(1000)),
  'reset the connection': socket => socket.resetAndDestroy(),
}
/** Not more than a busy scanner does: these calls must not starve the run of the processor, milliseconds. */
const BETWEEN_MS = 10
const HOLD_MS = 300
/** DESIGN section 6. */
const MOST_BYTES = 2048

describe('story: strangers', () => {
  it('change no finding, and get no mail through, no TLS, and at most 2 KiB', async () => {
    const met = Object.fromEntries(Object.keys(manners).map(manner => [manner, [] as string[]]))
    const { report } = await runThrough({
      device: 'none',
      meanwhile: (ports, signal) => callAgainAndAgain(ports, signal, (manner, heard) => met[manner]?.push(heard)),
    })
    assert.deepEqual([report.verdict, report.findings, report.untested], ['intact', [], []])
    assert.ok(
      Object.values(met).flat().length >= 5,
      `strangers were answered ${Object.values(met).flat().length} times`,
    )
    assert.match(report.run.notes.join('\n'), /^connections of strangers on the armed ports, kept apart: \d+$/)
    for (const [manner, all] of Object.entries(met)) {
      for (const heard of all) {
        assert.ok(heard.length <= MOST_BYTES, `${manner}: ${heard.length} bytes`)
        assert.doesNotMatch(heard, /^354|STARTTLS|^220 2\.0\.0/m, manner)
      }
    }
    for (const heard of met['try to leave mail']?.filter(it => it.includes('554')) ?? []) {
      const codes = heard.split('\r\n').flatMap(line => line.match(/^\d{3}(?= )/) ?? [])
      assert.deepEqual(codes.slice(0, 3), ['220', '250', '554'], heard)
      assert.ok(!heard.includes('recipient ok'))
    }
  })
})

/** Calls every port in turn, each time with other manners, until told to stop. Tells what was heard. */
async function callAgainAndAgain(
  ports: readonly number[],
  signal: AbortSignal,
  onHeard: (manner: string, heard: string) => void,
): Promise<void> {
  const calls: Promise<void>[] = []
  for (let count = 0; !signal.aborted; count++) {
    const port = ports[count % ports.length] ?? 0
    const [manner = '', behave] = Object.entries(manners)[Math.floor(count / ports.length) % 7] ?? []
    calls.push(call(port, behave).then(heard => void (heard !== null && onHeard(manner, heard))))
    await new Promise(resolve => setTimeout(resolve, BETWEEN_MS))
  }
  await Promise.all(calls)
}

/** What was heard until the end of the connection; null when none stood. */
function call(port: number, behave: ((socket: Socket) => void) | undefined): Promise<string | null> {
  return new Promise(resolve => {
    const parts: string[] = []
    let stood = false
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('error', () => undefined)
    socket.on('data', bytes => parts.push(textOf(bytes)))
    socket.once('connect', () => {
      stood = true
      behave?.(socket)
      setTimeout(() => socket.destroy(), HOLD_MS)
    })
    socket.once('close', () => resolve(stood ? parts.join('') : null))
  })
}
