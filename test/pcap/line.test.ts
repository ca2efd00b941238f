import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import type { Draft } from '../../src/pcap/draft.ts'
import { endsOf } from '../../src/pcap/ends.ts'
import { tcpFlags } from '../../src/pcap/headers.ts'
import { createLine } from '../../src/pcap/line.ts'
import { tapeOf } from '../support/tapes.ts'

const ends = endsOf(tapeOf('dialer', []).head)
const numbersOf = ({ header }: Draft) => {
  const view = new DataView(header.buffer)
  return { sequence: view.getUint32(4), acknowledgement: view.getUint32(8), flags: view.getUint8(13) }
}

describe('pcap/line', () => {
  it('counts SYN, bytes and FIN of each end, and acknowledges what the other said', () => {
    const line = createLine(ends, 1460)
    const drafts = [
      line.segment('sent', 0, { flags: tcpFlags.syn }),
      line.segment('heard', 0, { flags: tcpFlags.syn }),
      line.segment('sent', 0, { flags: tcpFlags.push, data: bytesOf('hello') }),
      line.segment('heard', 0, { flags: tcpFlags.fin, data: bytesOf('by') }),
      line.segment('sent', 0, { flags: tcpFlags.fin }),
      line.segment('heard', 0, { flags: tcpFlags.ack }),
    ]
    assert.deepEqual(drafts.map(numbersOf), [
      { sequence: 0, acknowledgement: 0, flags: 0x02 },
      { sequence: 0, acknowledgement: 1, flags: 0x12 },
      { sequence: 1, acknowledgement: 1, flags: 0x18 },
      { sequence: 1, acknowledgement: 6, flags: 0x11 },
      { sequence: 6, acknowledgement: 4, flags: 0x11 },
      { sequence: 4, acknowledgement: 7, flags: 0x10 },
    ])
  })

  it('counts bytes that are withheld', () => {
    const line = createLine(ends, 1460)
    line.segment('sent', 0, { flags: tcpFlags.syn })
    line.segment('sent', 0, { flags: 0, withheldBytes: 500 })
    assert.equal(numbersOf(line.segment('sent', 0, { flags: 0 })).sequence, 501)
  })

  it('knows who owes an acknowledgement', () => {
    const line = createLine(ends, 1460)
    line.segment('sent', 0, { flags: tcpFlags.syn })
    assert.equal(line.owes('heard'), true)
    line.segment('heard', 0, { flags: tcpFlags.syn })
    assert.deepEqual([line.owes('heard'), line.owes('sent')], [false, true])
  })

  it('names the ports of whoever speaks', () => {
    const line = createLine(ends, 1460)
    const portsOf = ({ header }: Draft) => [
      new DataView(header.buffer).getUint16(0),
      new DataView(header.buffer).getUint16(2),
    ]
    assert.deepEqual(portsOf(line.segment('sent', 0, { flags: tcpFlags.syn })), [49152, 25])
    assert.deepEqual(portsOf(line.segment('heard', 0, { flags: tcpFlags.syn })), [25, 49152])
  })
})
