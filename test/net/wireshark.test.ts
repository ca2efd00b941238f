/** tshark reads the files made from tapes: no warning, and the streams that it follows are the taped bytes. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { textOf } from '../../src/bytes.ts'
import { captureOf } from '../../src/pcap/capture.ts'
import type { Comment } from '../../src/pcap/notes.ts'
import { readTape } from '../../src/tape/file.ts'
import { bytesOn } from '../../src/tape/flow.ts'
import type { Family, Tape } from '../../src/tape/tape.ts'
import { heardFrom, noise } from '../support/datagram-tapes.ts'
import { type Happened, heard, mark, opened, sent, tapeOf, tlsOpened } from '../support/tapes.ts'

const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const families: readonly Family[] = [4, 6]
/** Every checksum is checked; Wireshark itself does not, because real captures are often taken before they are made. */
const checks = ['tcp.check_checksum', 'ip.check_checksum', 'udp.check_checksum'].flatMap(name => ['-o', `${name}:TRUE`])
/** Any RST is a warning to Wireshark, and a tape that has one tells the truth. */
const truth = 'Connection reset (RST)'
/** At most so many tapes of a run of the demo, of each end. */
const TAPES_OF_EACH_END = 20

const withheld =
  (kind: 'sent' | 'heard', bytes: number): Happened =>
  atMs => ({ kind, atMs, layer: 'wire', bytes: new Uint8Array(0), withheld: { bytes, sha256: '' } })

describe('files for Wireshark', function () {
  this.timeout(60_000)
  let folder: string
  before(function () {
    needTshark(this)
    folder = mkdtempSync(join(tmpdir(), 'pathproof-wireshark-'))
  })
  after(() => folder !== undefined && rmSync(folder, { recursive: true, force: true }))

  it('hold the sessions of a real run through a device, at both ends', function () {
    this.timeout(180_000)
    const tapes = demoTapes()
    assert.ok(tapes.some(tape => tape.events.some(event => event.kind === 'tls-begin')))
    for (const tape of tapes) checkStream(tape)
  })

  for (const family of families) {
    it(`hold long words, resets and redacted ciphertext over IPv${family}`, () => {
      const head = { family }
      const long = [opened(), heard('220 hi\r\n'), sent(noise(50_000)), heard(noise(70_000))]
      checkStream(tapeOf('dialer', [...long, mark('fin-heard'), sent('bye'), mark('fin-sent')], { head }))
      checkStream(tapeOf('answerer', [...long, mark('fin-sent'), heard('bye')], { head, ending: { kind: 'left' } }))
      const kind = 'reset-heard' as const
      assert.deepEqual(expertOf(tapeOf('dialer', long, { head, ending: { kind } })), [truth])
      assert.deepEqual(expertOf(tapeOf('answerer', long, { head, ending: { kind: 'limit', resetSent: true } })), [
        truth,
      ])
    })

    it(`hold ciphertext that was withheld as missing bytes over IPv${family}`, () => {
      const hidden = [
        mark('tls-begin'),
        withheld('sent', 300),
        withheld('heard', 5000),
        tlsOpened(),
        withheld('sent', 40),
      ]
      const tape = tapeOf('dialer', [opened(), sent('STARTTLS\r\n'), heard('220 go\r\n'), ...hidden], {
        head: { family },
      })
      assert.deepEqual(expertOf(tape), [])
      assert.equal(
        tshark(tape, ['-T', 'fields', '-e', 'tcp.len', '-Y', 'tcp.dstport == 25 && tcp.len > 0']),
        '10\n300\n40\n',
      )
    })

    it(`hold attempts without a connection over IPv${family}`, () => {
      const attempt = (kind: 'refused' | 'unreachable' | 'connect-timeout' | 'no-connection') =>
        expertOf(tapeOf('dialer', [], { head: { family }, ending: { kind } }))
      assert.deepEqual(attempt('refused'), [truth])
      for (const kind of ['unreachable', 'connect-timeout', 'no-connection'] as const)
        assert.deepEqual(attempt(kind), [])
    })

    it(`hold datagrams of every size over IPv${family}`, () => {
      const head = { family, transport: 'udp', port: 24441 } as const
      const elsewhere = { address: family === 4 ? '203.0.113.9' : '2001:db8::9', port: 5000 }
      const sizes = [0, 1, 1472, 1473, 9000, family === 4 ? 65_507 : 65_527]
      const events = sizes.flatMap(size => [sent(noise(size)), heard(noise(size))])
      const tape = tapeOf('dialer', [...events, heardFrom(noise(33), elsewhere), withheld('sent', 700)], { head })
      assert.deepEqual(expertOf(tape), [])
      const said = tapeOf('dialer', events, { head })
      assert.equal(followed(said, 'udp').sent, hexOf(bytesOn(said, 'sent', 'wire')))
      assert.equal(followed(said, 'udp').heard, hexOf(bytesOn(said, 'heard', 'wire')))
    })

    it(`hold pings of every size and pair them with their replies over IPv${family}`, () => {
      const pings = [32, 0, 1473, 9000, 65_507].map(size => noise(size))
      const events = [...pings.map(ping => sent(ping)), ...pings.toReversed().map(ping => heard(ping))]
      const tape = tapeOf('dialer', events, { head: { family, transport: 'icmp', port: 0 } })
      assert.deepEqual(expertOf(tape, ['-2']), [])
      const field = family === 4 ? 'icmp.resp_to' : 'icmpv6.resp_to'
      assert.equal(tshark(tape, ['-T', 'fields', '-e', field, '-Y', field]), '5\n4\n3\n2\n1\n')
    })
  }

  it('show where the edits are', () => {
    const tape = tapeOf('dialer', [opened(), heard('220 ***\r\n'), sent('EHLO a\r\n'), heard('250 XXXXXXXA\r\n')])
    const comments: Comment[] = [
      { kind: 'heard', at: 4, text: 'replaced: 3 bytes' },
      { kind: 'heard', at: 13, text: 'replaced: "STARTTLS" by "XXXXXXXA" \u00e4' },
    ]
    const shown = tshark(
      tape,
      ['-T', 'fields', '-e', 'tcp.payload', '-e', 'frame.comment', '-Y', 'frame.comment contains "replaced"'],
      comments,
    )
    const expected = comments.map(({ text }, at) => `${hexOf(bytesOfHeard(tape, at))}\t${text}\n`)
    assert.equal(shown, expected.join(''))
  })

  function bytesOfHeard(tape: Tape, at: number): Uint8Array {
    const event = tape.events.filter(it => it.kind === 'heard')[at]
    assert.ok(event?.kind === 'heard')
    return event.bytes
  }

  function checkStream(tape: Tape): void {
    assert.deepEqual(expertOf(tape), [])
    const { sent, heard } = followed(tape, 'tcp')
    assert.equal(sent, hexOf(bytesOn(tape, 'sent', 'wire')))
    assert.equal(heard, hexOf(bytesOn(tape, 'heard', 'wire')))
  }

  /** The summaries of all that tshark calls an error or a warning. */
  function expertOf(tape: Tape, options: readonly string[] = []): string[] {
    const told = tshark(tape, [...options, '-q', '-z', 'expert'])
    const sections = told.split(/\n(?=(?:Errors|Warns|Notes|Chats|Comments) \()/)
    const bad = sections.filter(section => /^\s*(Errors|Warns)/.test(section))
    // A line is frequency, group, protocol, summary.
    return bad.flatMap(section => [...section.matchAll(/^ +\d+ +\S+ +\S+ +(.*)$/gm)].map(found => found[1] ?? ''))
  }

  /** Both directions of the one stream as hex, as tshark follows it. */
  function followed(tape: Tape, transport: 'tcp' | 'udp'): { sent: string; heard: string } {
    const lines = tshark(tape, ['-q', '-z', `follow,${transport},raw,0`]).split('\n')
    const hex = lines.filter(line => /^\t?[0-9a-f]+$/.test(line))
    // What the stream's first sender said stands at the left; the dialer begins, and so it does in these datagrams.
    const first = hex.filter(line => !line.startsWith('\t')).join('')
    const second = hex
      .filter(line => line.startsWith('\t'))
      .join('')
      .replaceAll('\t', '')
    return tape.head.role === 'dialer' ? { sent: first, heard: second } : { sent: second, heard: first }
  }

  function tshark(tape: Tape, options: readonly string[], comments: readonly Comment[] = []): string {
    const file = join(folder, 'file.pcapng')
    const capture = captureOf({ tape, comments, wallMs: 1_700_000_000_000, application: 'pathproof' })
    writeFileSync(file, Buffer.concat([...capture]))
    const run = spawnSync('tshark', ['-r', file, ...checks, ...options], { encoding: 'utf8', timeout: 30_000 })
    assert.equal(run.status, 0, run.stderr)
    return run.stdout
  }

  /** Some tapes of a run through the emulated device, of both ends; those with TLS among them. */
  function demoTapes(): Tape[] {
    const tapes = join(folder, 'tapes')
    const options = ['demo', '--middlebox', 'asa-esmtp', '--tapes', tapes]
    const run = spawnSync(process.execPath, [cli, ...options], {
      encoding: 'utf8',
      timeout: 120_000,
    })
    assert.equal(run.status, 1, `${run.stdout}${run.stderr}`)
    const names = readdirSync(tapes).filter(name => name.endsWith('.jsonl'))
    return (['client', 'responder'] as const).flatMap(end => {
      const own = names
        .filter(name => name.endsWith(`-${end}.jsonl`))
        .map(name => readTape(readFileSync(join(tapes, name), 'utf8')))
      const isSecret = (tape: Tape) => tape.events.some(event => event.kind === 'tls-begin')
      const half = TAPES_OF_EACH_END / 2
      return [...own.filter(isSecret).slice(0, half), ...own.filter(tape => !isSecret(tape)).slice(0, half)]
    })
  }
})

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(textOf(bytes), 'latin1').toString('hex')
}

/** With CI the tests must run; elsewhere they are skipped where there is no tshark. */
function needTshark(context: Mocha.Context): void {
  if (spawnSync('tshark', ['--version']).error === undefined) return
  if (process.env.CI) throw new Error('with CI these tests must run, but tshark is not installed')
  process.stdout.write('  skipped: tshark is not installed\n')
  context.skip()
}
