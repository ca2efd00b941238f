import assert from 'node:assert/strict'
import fc from 'fast-check'
import { isBundlePath } from '../../src/bundle/layout.ts'
import { tapeFile } from '../../src/bundle/tape-file.ts'
import { sha256Hex } from '../../src/bytes.ts'
import { readTape, writeTape } from '../../src/tape/file.ts'
import { heard, opened, sent, tapeOf } from '../support/tapes.ts'

const tape = tapeOf('answerer', [opened(), heard('hello'), sent('caf\xe9')], { head: { session: 'k3v' } })

describe('bundle/tape-file', () => {
  it('is the file form of the tape, told by its length and digest', () => {
    const { lines, bytes, sha256 } = tapeFile(tape)
    const text = [...lines()].join('')
    assert.equal(text, writeTape(tape))
    assert.deepEqual([bytes, sha256], [Buffer.byteLength(text), sha256Hex(Buffer.from(text))])
  })

  it('can be read more than once', () => {
    const { lines } = tapeFile(tape)
    assert.deepEqual([...lines()], [...lines()])
  })

  it('is the same file, name and all, at the end that was sent the tape', () => {
    const there = tapeFile(readTape(writeTape(tape)))
    assert.deepEqual({ ...there, lines: null }, { ...tapeFile(tape), lines: null })
  })

  it('tells by its name what it is of', () => {
    const { path, capturePath, sha256 } = tapeFile(tape)
    const name = `incoming-ipv4-tcp-25-k3v-${sha256.slice(0, 12)}`
    assert.deepEqual([path, capturePath], [`tapes/responder/${name}.jsonl`, `wireshark/responder/${name}.pcapng`])
    const ping = tapeFile({ ...tape, head: { ...tape.head, transport: 'icmp', port: 0 } })
    assert.match(ping.path, /incoming-ipv4-icmp-k3v-[0-9a-f]{12}\.jsonl$/)
  })

  it('has a place in a bundle, whatever a far end calls the session', () => {
    fc.assert(
      fc.property(fc.option(fc.string({ unit: 'binary' })), session => {
        const { path, capturePath } = tapeFile({ ...tape, head: { ...tape.head, session } })
        return isBundlePath(path) && isBundlePath(capturePath)
      }),
    )
    for (const session of ['../../x', 'A', '', 'x'.repeat(33), 'a/b', null]) {
      assert.match(tapeFile({ ...tape, head: { ...tape.head, session } }).path, /-stranger-[0-9a-f]{12}\.jsonl$/)
    }
  })

  it('has another name when another byte is on it', () => {
    const other = tapeOf('answerer', [opened(), heard('hallo'), sent('caf\xe9')], { head: { session: 'k3v' } })
    assert.notEqual(tapeFile(other).path, tapeFile(tape).path)
  })
})
