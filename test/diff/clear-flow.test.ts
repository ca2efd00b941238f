/** Large messages on two tapes: what arrived whole is not kept, and what did not is compared byte by byte. */
import assert from 'node:assert/strict'
import { bytesOf, concat, equalBytes, textOf } from '../../src/bytes.ts'
import { clearFlow } from '../../src/diff/clear-flow.ts'
import { compareTapes } from '../../src/diff/compare.ts'
import { BLOCK_BYTES, blockOf } from '../../src/script/bulk.ts'
import { readTape, writeTape } from '../../src/tape/file.ts'
import { createRecorder } from '../../src/tape/recorder.ts'
import type { Tape } from '../../src/tape/tape.ts'

const COUNT = 40
const blocks = Array.from({ length: COUNT }, (_, at) => blockOf(at))
const header = bytesOf(`DATA\r\nX: y\r\n\r\n${'text before\r\n'.repeat(1500)}`)
const message = concat([header, ...blocks, bytesOf('.\r\nQUIT\r\n')])

/** A tape of one flow in pieces of so many bytes. */
function tapeOf(role: 'dialer' | 'answerer', bytes: Uint8Array, pieceBytes = 16_000): Tape {
  const ends = { local: null, remote: null, session: 's' }
  const end = role === 'dialer' ? ('client' as const) : ('responder' as const)
  const head = { end, role, direction: 'incoming', family: 4, transport: 'tcp', port: 25, ...ends } as const
  const recorder = createRecorder(head, () => 0)
  recorder.open({ local: null, remote: null })
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = bytes.slice(at, at + pieceBytes)
    if (role === 'dialer') recorder.sent('wire', piece)
    else recorder.heard('wire', piece)
  }
  recorder.mark(role === 'dialer' ? 'fin-sent' : 'fin-heard')
  // As the far end's tape comes over control.
  return readTape(writeTape(recorder.seal({ kind: 'closed', script: 'finished' })))
}

function keptIn(tape: Tape): number {
  return tape.events.reduce((sum, event) => sum + ('bytes' in event ? event.bytes.length : 0), 0)
}

function editsOf(heard: Uint8Array, pieceBytes?: number) {
  const pair = compareTapes(
    { dialer: tapeOf('dialer', message), answerer: tapeOf('answerer', heard, pieceBytes), matchedBy: 'nonce' },
    'lines',
  )
  return { flow: pair.flows.find(({ flow }) => flow === 'dialer-to-answerer'), events: pair.events }
}

describe('diff/clear-flow', () => {
  it('keeps little of a large message, at both ends', () => {
    for (const role of ['dialer', 'answerer'] as const) {
      const tape = tapeOf(role, message)
      assert.ok(keptIn(tape) < 3 * BLOCK_BYTES, `${keptIn(tape)}`)
      const whole = tape.events.reduce(
        (sum, event) => sum + ('bytes' in event ? event.bytes.length + (event.withheld?.bytes ?? 0) : 0),
        0,
      )
      assert.equal(whole, message.length)
    }
  })

  it('finds no difference where there is none, however either end was cut', () => {
    for (const pieceBytes of [1000, 1460, 65_536]) {
      const { flow, events } = editsOf(message, pieceBytes)
      assert.deepEqual([flow?.edits, flow?.unheard, events], [[], null, []])
    }
  })

  it('finds one byte that was changed anywhere', () => {
    for (const at of [50, header.length + 3, header.length + 5 * BLOCK_BYTES + 40_000, message.length - 5]) {
      const heard = message.slice()
      heard[at] = 0x21
      const edits = editsOf(heard).flow?.edits ?? []
      assert.deepEqual(
        edits.map(({ sentBytes, heardBytes }) => [sentBytes, heardBytes]),
        [[1, 1]],
      )
    }
  })

  it('finds a header that was added in front, and nothing behind it', () => {
    const heard = concat([message.subarray(0, 6), bytesOf('Received: by x\r\n'), message.subarray(6)])
    const { flow } = editsOf(heard)
    const [edit, ...others] = flow?.edits ?? []
    assert.ok(edit && others.length === 0)
    assert.equal(
      textOf(flow?.heard.subarray(edit.heardAt, edit.heardAt + edit.heardBytes) ?? header),
      'Received: by x\r\n',
    )
  })

  it('finds a block that is missing, came twice or in another order', () => {
    const at = (block: number) => header.length + block * BLOCK_BYTES
    const [three, four] = [message.subarray(at(3), at(4)), message.subarray(at(4), at(5))]
    const cases = [
      concat([message.subarray(0, at(3)), message.subarray(at(4))]),
      concat([message.subarray(0, at(4)), three, message.subarray(at(4))]),
      concat([message.subarray(0, at(3)), four, three, message.subarray(at(5))]),
    ]
    for (const heard of cases) {
      const edits = editsOf(heard).flow?.edits ?? []
      assert.ok(edits.length > 0)
    }
    assert.equal(
      editsOf(cases[0] ?? message).flow?.edits.reduce((sum, it) => sum + it.sentBytes, 0),
      BLOCK_BYTES,
    )
    assert.equal(
      editsOf(cases[1] ?? message).flow?.edits.reduce((sum, it) => sum + it.heardBytes, 0),
      BLOCK_BYTES,
    )
  })

  it('makes a block whole again on the one side where the other has it changed', () => {
    const heard = message.slice()
    heard[header.length + 5 * BLOCK_BYTES + 100] = 0x21
    const { sent } = clearFlow(tapeOf('dialer', message), tapeOf('answerer', heard))
    assert.ok(sent.length < message.length / 4)
    assert.ok(Buffer.from(sent).includes(Buffer.from(blockOf(5))))
    assert.ok(!Buffer.from(sent).includes(Buffer.from(blockOf(6))))
  })

  it('leaves flows of other words as they are', () => {
    const words = concat([header, header])
    const { sent, heard } = clearFlow(tapeOf('dialer', words), tapeOf('answerer', words))
    assert.ok(equalBytes(sent, words) && equalBytes(heard, words))
  })
})
