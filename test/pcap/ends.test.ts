import assert from 'node:assert/strict'
import { endsOf, known } from '../../src/pcap/ends.ts'
import type { TapeHead } from '../../src/tape/tape.ts'
import { tapeOf } from '../support/tapes.ts'

const ends = (role: 'dialer' | 'answerer', head: Partial<TapeHead>) => {
  const { local, remote, standIns } = endsOf(tapeOf(role, [], { head }).head)
  return {
    local: `${local.address.join('.')} ${local.port}`,
    remote: `${remote.address.join('.')} ${remote.port}`,
    standIns,
  }
}

describe('pcap/ends', () => {
  it('are those of the tape', () => {
    const head = { local: { address: '10.0.0.1', port: 4000 }, remote: { address: '10.0.0.2', port: 2525 } }
    assert.deepEqual(ends('dialer', head), { local: '10.0.0.1 4000', remote: '10.0.0.2 2525', standIns: [] })
  })

  it('are documentation addresses and the port of the row where the tape knows none, and that is said', () => {
    const { standIns, ...dialer } = ends('dialer', { port: 587 })
    assert.deepEqual(dialer, { local: '192.0.2.1 49152', remote: '192.0.2.2 587' })
    assert.deepEqual(standIns, [
      'The tape does not know the own address; 192.0.2.1 stands for it.',
      "The tape does not know the other end's address; 192.0.2.2 stands for it.",
    ])
    assert.equal(ends('answerer', { port: 587 }).local, '192.0.2.1 587')
    assert.equal(endsOf(tapeOf('dialer', [], { head: { family: 6 } }).head).local.address.length, 16)
  })

  it('stands in for one end alone', () => {
    const { remote, standIns } = ends('dialer', {
      local: { address: '10.0.0.1', port: 4000 },
      remote: { address: 'mail.example', port: 25 },
    })
    assert.equal(remote, '192.0.2.2 25')
    assert.equal(standIns.length, 1)
  })

  it('knows no address of the other family', () => {
    assert.equal(known({ address: '::1', port: 1 }, 4), null)
    assert.equal(known(null, 4), null)
  })
})
