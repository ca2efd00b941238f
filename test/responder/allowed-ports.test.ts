import assert from 'node:assert/strict'
import { allowedPorts } from '../../responder/allowed-ports.ts'
import { profileNamed } from '../../src/profile/built-in.ts'

const rows = profileNamed('mail-hoster')?.rows.map(it => it.row) ?? []

describe('responder/allowed-ports', () => {
  const { mayListen } = allowedPorts(rows, [])

  it('allows the incoming ports of the profile, each in its transport', () => {
    for (const port of [22, 25, 80, 143, 443, 465, 587, 873, 993, 30443]) assert.equal(mayListen('tcp', port), null)
    assert.equal(mayListen('udp', 123), null)
    assert.equal(mayListen('icmp', 0), null)
    assert.notEqual(mayListen('tcp', 123), null)
    assert.notEqual(mayListen('udp', 25), null)
  })

  it('does not allow what the profile has only outgoing, nor any other port', () => {
    for (const port of [53, 2703, 61380, 110, 8080]) assert.notEqual(mayListen('tcp', port), null, `${port}`)
  })

  it('says why not, and what to do', () => {
    assert.equal(mayListen('tcp', 110), "110/tcp is not in the responder's profile; start it with --allow-ports 110")
  })

  it('allows the ports that it was started with, and no others', () => {
    const some = allowedPorts([], [110, 995])
    assert.deepEqual(
      [110, 995].map(port => some.mayListen('tcp', port)),
      [null, null],
    )
    assert.notEqual(some.mayListen('tcp', 25), null)
  })
})
