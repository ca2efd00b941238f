/** What this host says of itself, as a whole. */
import assert from 'node:assert/strict'
import { readHost } from '../../src/host/read.ts'

const firewall = { state: 'not-readable', why: 'not asked', how: 'ask' } as const

describe('host facts', () => {
  it('carry the firewall as it was read before, and what can be read now', async () => {
    const host = await readHost(firewall)
    assert.deepEqual(host.firewall, firewall)
    assert.ok(host.interfaces.length > 0)
    assert.equal(host.listening === null, process.platform !== 'linux')
  })

  it('carry hosts.allow as root read it', async () => {
    const admitted = [{ daemons: ['sshd'], clients: ['192.0.2.1'] }]
    assert.deepEqual((await readHost(firewall, admitted)).hostsAllow, admitted)
  })
})
