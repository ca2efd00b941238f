import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  gatherPlaces,
  namedPortsText,
  placeText,
  portCount,
  portsText,
  type Where,
} from '../../src/report/rows-places.ts'
import { glue, wrap } from '../../src/report/text.ts'
import { row } from './examples.ts'

function texts(items: readonly Partial<Where>[]): readonly string[] {
  return gatherPlaces(items.map(row)).map(placeText)
}

const anyWhere: fc.Arbitrary<Where> = fc.record({
  direction: fc.constantFrom('incoming' as const, 'outgoing' as const),
  family: fc.constantFrom(4 as const, 6 as const),
  transport: fc.constantFrom('tcp' as const, 'udp' as const, 'icmp' as const),
  port: fc.option(fc.integer({ min: 1, max: 30 })),
})

describe('report/rows-places', () => {
  it('writes neighbouring ports as a range, in any order, each once', () => {
    assert.deepEqual(texts([{ port: 27 }, { port: 25 }, { port: 26 }, { port: 25 }, { port: 80 }]), [
      'incoming TCP 25-27, 80 IPv4',
    ])
  })

  it('puts families together only where they have the same ports', () => {
    assert.deepEqual(texts([{}, { family: 6 }, { port: 26 }, { family: 6, port: 27 }]), [
      'incoming TCP 25 IPv4 IPv6',
      'incoming TCP 26 IPv4',
      'incoming TCP 27 IPv6',
    ])
  })

  it('parts directions and transports; ICMP has no ports, and a whole direction no transport', () => {
    const icmp = { transport: 'icmp', port: null } as const
    assert.deepEqual(texts([{ ...icmp, direction: 'outgoing' }, icmp, { transport: 'udp' }, {}, { port: null }]), [
      'incoming IPv4',
      'incoming TCP 25 IPv4',
      'incoming UDP 25 IPv4',
      'incoming ICMP IPv4',
      'outgoing ICMP IPv4',
    ])
  })

  it('names what is spoken, but for the echo, and keeps port and name on one line', () => {
    const ports = [
      { port: 10_050, protocol: 'zabbix' },
      { port: 10_049, protocol: 'echo' },
      { port: 10_048, protocol: 'echo' },
      { port: 10_051, protocol: 'zabbix' },
      { port: 25, protocol: 'smtp' },
    ]
    const text = namedPortsText(ports)
    assert.deepEqual(wrap(text, 80), ['25 smtp, 10048-10049, 10050-10051 zabbix'])
    assert.deepEqual(wrap(text, 30), ['25 smtp, 10048-10049,', '10050-10051 zabbix'])
    assert.equal(portsText(ports), '25, 10048-10051')
    assert.equal(portCount([...ports, { port: 25 }, { port: null }]), 5)
  })

  it('has no name for an echo, nor for what is not known', () => {
    const ports = ['echo', '', 'smtp'].map((protocol, at) => ({ port: 10 + 10 * at, protocol }))
    assert.equal(namedPortsText(ports).replaceAll(glue, ' '), '10, 20, 30 smtp')
  })

  it('keeps every row, exactly once', () => {
    fc.assert(
      fc.property(fc.array(anyWhere, { maxLength: 40 }), items => {
        const kept = gatherPlaces(items).flatMap(place => place.items)
        assert.equal(kept.length, items.length)
        assert.deepEqual(new Set(kept), new Set(items))
      }),
      { numRuns: 50 },
    )
  })
})
