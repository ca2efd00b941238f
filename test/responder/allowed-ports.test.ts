import assert from 'node:assert/strict'
import { allowedPorts } from '../../responder/allowed-ports.ts'

describe('responder/allowed-ports', () => {
  it('allows the well-known ports of mail hosting', () => {
    const { mayListen } = allowedPorts([])
    for (const port of [22, 25, 80, 143, 443, 465, 587, 873, 993]) assert.equal(mayListen(port), null, `${port}`)
  })

  it('allows what anybody on the host could open', () => {
    for (const port of [1024, 2703, 65535]) assert.equal(allowedPorts([]).mayListen(port), null, `${port}`)
  })

  it('says why not, and what to do', () => {
    for (const port of [1, 53, 110, 1023])
      assert.equal(
        allowedPorts([]).mayListen(port),
        `port ${port} is not in the responder's profile; start it with --allow-ports ${port}`,
      )
  })

  it('allows the ports that it was started with, and no others', () => {
    const { mayListen } = allowedPorts([110, 995])
    assert.deepEqual([110, 995, 25].map(mayListen), [null, null, null])
    assert.notEqual(mayListen(109), null)
  })
})
