import assert from 'node:assert/strict'
import { areApart, sharesServer } from '../../src/report/compare-networks.ts'
import type { Report } from '../../src/report/report.ts'
import { clean } from './examples.ts'

/** A clean run in which these clients dialed these addresses. */
function seen(...families: readonly (readonly [address: string, clientSeenAs?: string])[]): Report {
  const all = families.map(([address, clientSeenAs]) => {
    const family = address.includes(':') ? 6 : 4
    return {
      family,
      address,
      tested: true,
      reason: null,
      ...(clientSeenAs === undefined ? {} : { clientSeenAs }),
    } as const
  })
  return { ...clean, run: { ...clean.run, families: all, responder: null } }
}

function named(hostname: string, addresses: readonly string[], dialed: string): Report {
  const responder = { release: '1', platform: 'linux', node: 'v20', hostname, addresses }
  return { ...clean, run: { ...seen([dialed]).run, responder } }
}

describe('report/compare-networks', () => {
  describe('sharing a server', () => {
    it('is to have dialed one address, of either family', () => {
      assert.ok(sharesServer(seen(['192.0.2.25']), seen(['192.0.2.25'])))
      assert.ok(sharesServer(seen(['192.0.2.25'], ['2001:db8::25']), seen(['2001:db8::25'])))
      assert.ok(!sharesServer(seen(['192.0.2.25']), seen(['192.0.2.26'])))
    })

    it('is to have met one host, whatever it was dialed by', () => {
      const inside = named('mx7', ['10.0.0.25'], '10.0.0.25')
      assert.ok(sharesServer(inside, named('mx7', ['10.0.0.25'], '198.51.100.25')))
    })

    it('is neither a name nor a private address alone, which many hosts have', () => {
      const one = named('mail', ['172.17.0.1'], '192.0.2.25')
      assert.ok(!sharesServer(one, named('mail', ['10.0.0.1'], '192.0.2.26')))
      assert.ok(!sharesServer(one, named('other', ['172.17.0.1'], '192.0.2.26')))
      assert.ok(!sharesServer(named('', ['172.17.0.1'], '192.0.2.25'), named('', ['172.17.0.1'], '192.0.2.26')))
    })
  })

  describe('being apart', () => {
    const cases: readonly (readonly [name: string, one: Report, other: Report, apart: boolean])[] = [
      ['two networks of IPv4', seen(['192.0.2.25', '203.0.113.7']), seen(['192.0.2.25', '198.51.100.7']), true],
      ['one /24', seen(['192.0.2.25', '203.0.113.7']), seen(['192.0.2.25', '203.0.113.250']), false],
      ['one /48', seen(['::2', '2001:db8:7:1::1']), seen(['::2', '2001:0DB8:0007:ffff:1:2:3:4']), false],
      ['two /48', seen(['::2', '2001:db8:7:1::1']), seen(['::2', '2001:db8:8:1::1']), true],
      ['two /48 of which one is short', seen(['::2', '2001:db8::1']), seen(['::2', '2001:db8:0:1::1']), false],
      ['one over each family', seen(['192.0.2.25', '203.0.113.7']), seen(['::2', '2001:db8::1']), false],
      [
        'one over one family and two over the other',
        seen(['192.0.2.25', '203.0.113.7'], ['::2', '2001:db8:7::1']),
        seen(['192.0.2.25', '203.0.113.8'], ['::2', '2001:db8:8::1']),
        false,
      ],
      ['nobody has said', seen(['192.0.2.25']), seen(['192.0.2.25', '203.0.113.7']), false],
    ]
    for (const [name, one, other, apart] of cases) {
      it(`is ${apart ? '' : 'not '}told of: ${name}`, () => {
        assert.deepEqual([areApart(one, other), areApart(other, one)], [apart, apart])
      })
    }
  })
})
