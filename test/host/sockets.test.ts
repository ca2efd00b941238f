/** The kernel's socket tables, as proc(5) shows them. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import fc from 'fast-check'
import {
  addressOfWords,
  parseHandshakes,
  parseListening,
  readHandshakes,
  readListening,
} from '../../src/host/sockets.ts'

const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const rest = '00000000:00000000 00:00000000 00000000     0        0 47 1 000000003f256008 100 0 0 10 0'

/** One line of a table. */
function line(local: string, remote: string, state: string): string {
  return `   0: ${local} ${remote} ${state} ${rest}\n`
}

const tcp = head + line('0A0200C0:0019', '00000000:0000', '0A') + line('0A0200C0:0019', '076433C6:C350', '03')
const mapped = '0000000000000000FFFF00000A0200C0'
const tcp6 =
  line(`${'0'.repeat(32)}:0016`, `${'0'.repeat(32)}:0000`, '0A') +
  line(`${mapped}:0016`, '0000000000000000FFFF0000076433C6:C351', '03') +
  line('B80D0120000001000000000010000000:0016', 'B80D0120000002000000000007000000:C352', '03') +
  line('B80D0120000001000000000010000000:0016', 'B80D0120000002000000000007000000:C353', '01')

describe('socket tables', () => {
  it('say who listens', () => {
    assert.deepEqual(parseListening('tcp', tcp, 'LE'), [
      { transport: 'tcp', family: 4, address: '192.0.2.10', port: 25 },
    ])
    assert.deepEqual(parseListening('tcp', tcp6, 'LE'), [{ transport: 'tcp', family: 6, address: '::', port: 22 }])
  })

  it('say which UDP sockets take datagrams from anybody', () => {
    const udp = head + line('00000000:0035', '00000000:0000', '07') + line('0100007F:9C40', '0100007F:0035', '01')
    assert.deepEqual(parseListening('udp', udp, 'LE'), [{ transport: 'udp', family: 4, address: '0.0.0.0', port: 53 }])
  })

  it('say which handshakes are not completed, and IPv4 on a dual-stack socket is IPv4', () => {
    assert.deepEqual(parseHandshakes(tcp + tcp6, 'LE'), [
      { local: { address: '192.0.2.10', port: 25 }, remote: { address: '198.51.100.7', port: 50000 } },
      { local: { address: '192.0.2.10', port: 22 }, remote: { address: '198.51.100.7', port: 50001 } },
      { local: { address: '2001:db8:1::10', port: 22 }, remote: { address: '2001:db8:2::7', port: 50002 } },
    ])
  })

  it('are read in the word order of the machine that wrote them', () => {
    assert.equal(addressOfWords('0A0200C0', 'LE'), '192.0.2.10')
    assert.equal(addressOfWords('C000020A', 'BE'), '192.0.2.10')
    assert.equal(addressOfWords('20010DB8000000010000000000000010', 'BE'), '2001:db8:0:1::10')
  })

  it('give a list for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map(noise => tcp.replace('0019', noise)),
        ),
        text => {
          assert.ok(Array.isArray(parseListening('tcp', text)) && Array.isArray(parseHandshakes(text)))
        },
      ),
      { numRuns: 50 },
    )
  })

  it('of this host show a listener of ours', async function () {
    if (process.platform !== 'linux') return this.skip()
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    assert.ok(address !== null && typeof address === 'object')
    const listening = await readListening()
    server.close()
    assert.ok(listening?.some(it => it.transport === 'tcp' && it.address === '127.0.0.1' && it.port === address.port))
    assert.notEqual(await readHandshakes(4), null)
  })
})
