/** The kernel's counters, as proc(5) shows them. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  parseCounterColumn,
  parseCounterLines,
  parseEchoCounters,
  parseTcpCounters,
  readEchoCounters,
  readSynackRetries,
  readSyncookies,
  readTcpCounters,
} from '../../src/host/counters.ts'

const netstat = `TcpExt: SyncookiesSent SyncookiesRecv EmbryonicRsts ListenOverflows ListenDrops
TcpExt: 7 0 2 3 4
IpExt: InNoRoutes InTruncatedPkts
IpExt: 0 1
`
const snmp = `Ip: Forwarding DefaultTTL
Ip: 2 64
Icmp: InMsgs InEchos OutEchoReps
Icmp: 30 12 11
Tcp: RtoAlgorithm MaxConn
Tcp: 1 -1
`
const snmp6 =
  'Ip6InReceives                   \t5\nIcmp6InEchos                    \t8\nIcmp6OutEchoReplies             \t6\n'

describe('counters', () => {
  it('of TCP say what keeps half-open connections out of sight', () => {
    assert.deepEqual(parseTcpCounters(netstat), {
      syncookiesSent: 7,
      listenOverflows: 3,
      listenDrops: 4,
      embryonicResets: 2,
    })
  })

  it('of TCP are null when the kernel lacks one: unknown is not zero', () => {
    assert.equal(parseTcpCounters(netstat.replace('ListenDrops', 'Other')), null)
    assert.equal(parseTcpCounters(''), null)
  })

  it('of echo are those of each family', () => {
    assert.deepEqual(parseEchoCounters(4, snmp), { received: 12, answered: 11 })
    assert.deepEqual(parseEchoCounters(6, snmp6), { received: 8, answered: 6 })
    assert.equal(parseEchoCounters(6, ''), null)
  })

  it('are by section and name, and may be negative', () => {
    assert.equal(parseCounterLines(snmp).get('Tcp.MaxConn'), -1)
    assert.equal(parseCounterLines(netstat).get('IpExt.InTruncatedPkts'), 1)
    assert.equal(parseCounterColumn(snmp6).get('Ip6InReceives'), 5)
  })

  it('are a map for any text', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        assert.ok(parseCounterLines(text) instanceof Map && parseCounterColumn(text) instanceof Map)
      }),
      { numRuns: 50 },
    )
  })

  it('of this host can be read', async function () {
    if (process.platform !== 'linux') return this.skip()
    assert.notEqual(await readTcpCounters(), null)
    assert.notEqual(await readEchoCounters(4), null)
    assert.notEqual(await readSyncookies(), null)
    assert.notEqual(await readSynackRetries(), null)
  })
})
