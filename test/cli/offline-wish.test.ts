import assert from 'node:assert/strict'
import { type OfflineOptions, offlinePairing, offlineWish, pathsTo } from '../../cli/offline-wish.ts'
import { decodePairing, encodePairing } from '../../src/control/pairing.ts'

const now = new Date('2026-03-01T14:02:00Z')
const until = new Date('2026-03-01T14:30:00Z')
const whole: OfflineOptions = { offline: true, client: '192.0.2.7', until, allowPorts: [] }

function refused(change: Partial<OfflineOptions>, line: RegExp): void {
  assert.throws(() => offlineWish({ ...whole, ...change } as OfflineOptions, now), {
    name: 'UsageError',
    message: line,
  })
}

describe('cli/offline-wish', () => {
  it('is none for a responder with a control channel', () => {
    assert.equal(offlineWish({ allowPorts: [25] }, now), null)
  })

  it('takes an address of the client, or one of each family, in one spelling', () => {
    assert.deepEqual(offlineWish(whole, now), { clients: ['192.0.2.7'], until })
    const both = offlineWish({ ...whole, client: '192.0.2.7, 2001:DB8:0::7' }, now)
    assert.deepEqual(both?.clients, ['192.0.2.7', '2001:db8::7'])
    assert.deepEqual(offlineWish({ ...whole, client: '::ffff:192.0.2.7' }, now)?.clients, ['192.0.2.7'])
  })

  it('says what is missing, and what has no meaning', () => {
    const { client: _client, ...nobody } = whole
    assert.throws(() => offlineWish(nobody, now), /^UsageError: --offline needs --client ADDRESS/)
    const { until: _until, ...forEver } = whole
    assert.throws(() => offlineWish(forEver, now), /^UsageError: --offline needs --until TIME/)
    refused({ control: 30443 }, /there is no control channel; leave --control away$/)
    refused({ allowPorts: [25] }, /leave --allow-ports away and give both ends the same --profile FILE$/)
    for (const alone of [{ client: '192.0.2.7' }, { until }, { bundle: 'a.zip' }]) {
      const name = Object.keys(alone)[0]
      assert.throws(() => offlineWish({ ...alone, allowPorts: [] }, now), {
        message: `--${name} is for a responder without a control channel; add --offline`,
      })
    }
  })

  it('takes no name for an address, and no two addresses of one family', () => {
    for (const client of ['mail.example', '', '192.0.2.7,', '192.0.2.256'])
      refused({ client }, /is no address; --client/)
    refused({ client: '192.0.2.7,192.0.2.8' }, /takes one address, or one of each family/)
  })

  it('says that no cycle fits', () => {
    const line =
      /^no cycle fits before 2026-03-01 14:08 UTC: one begins every 5 minutes and takes up to 4 of them; name a later/
    refused({ until: new Date('2026-03-01T14:08:59Z') }, line)
    assert.ok(offlineWish({ ...whole, until: new Date('2026-03-01T14:09:00Z') }, now))
  })

  it('finds its own address on the way to the client, or takes that of --listen', async () => {
    const wish = { clients: ['127.0.0.9'], until }
    assert.deepEqual(await pathsTo(wish, []), [{ family: 4, localAddress: '127.0.0.1', peerAddress: '127.0.0.9' }])
    assert.equal((await pathsTo(wish, ['127.0.0.2']))[0]?.localAddress, '127.0.0.2')
  })

  it('says that --listen fits neither this host nor the client', async () => {
    const wish = { clients: ['127.0.0.9'], until }
    await assert.rejects(pathsTo(wish, ['192.0.2.77']), /this host has no address 192\.0\.2\.77; choose one of its own/)
    await assert.rejects(pathsTo(wish, ['::1']), /--listen names no IPv4 address, and 127\.0\.0\.9 can be heard/)
  })

  it('makes a code that leads to this host and is good until the last cycle is over', () => {
    const paths = [{ family: 4, localAddress: '127.0.0.2', peerAddress: '127.0.0.9' }] as const
    const wish = { clients: ['127.0.0.9'], until }
    const pairing = decodePairing(encodePairing(offlinePairing(wish, paths, now)))
    assert.deepEqual([pairing.addresses, pairing.expiresAt], [['127.0.0.2'], until])
    assert.notDeepEqual(offlinePairing(wish, paths, now).secret, pairing.secret)
  })
})
