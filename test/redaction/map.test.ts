import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseV4, rangeOfV4 } from '../../src/redaction/address.ts'
import { RedactionError } from '../../src/redaction/error.ts'
import { checkMap, type Found, mapDigest, masksFor, mergeMaps, type RedactionMap } from '../../src/redaction/map.ts'

const SEED = { seed: 20250101 }
const key = new Uint8Array(32).fill(7)
const otherKey = new Uint8Array(32).fill(8)

const found: fc.Arbitrary<Found> = fc.record({
  addresses: fc.array(
    fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV6().map(it => `${it}%eth0`),
    ),
    { maxLength: 12 },
  ),
  names: fc.array(
    fc.oneof(
      fc.domain(),
      fc.domain().map(it => it.toUpperCase()),
      fc.string(),
    ),
    { maxLength: 12 },
  ),
})

function maskOf(map: RedactionMap, value: string): string {
  return map.find(it => it.value === value)?.mask ?? `no mask for ${value}`
}

/** Names and addresses of a few nets and domains, all different. */
function many(count: number): Found {
  const numbers = Array.from({ length: count }, (_, at) => at)
  const v4 = numbers.map(at => `${1 + ((at * 7) % 200)}.${at % 256}.${(at >> 3) % 256}.${(at * 13) % 256}`)
  const v6 = numbers.map(at => `2001:db8:${(at * 7).toString(16)}::${at.toString(16)}`)
  return { addresses: [...v4, ...v6], names: numbers.map(at => `h${at}.d${at % 50}.c${at % 7}.com`) }
}

describe('redaction/map', () => {
  it('makes a map that the far end accepts, of whatever was found', () => {
    const property = fc.property(found, values => {
      const map = masksFor(values, key)
      assert.deepEqual(checkMap(map), map)
      assert.deepEqual(masksFor(values, key), map)
    })
    fc.assert(property, { ...SEED, numRuns: 100 })
  })

  it('has another mask for each of thousands of values', () => {
    const map = checkMap(masksFor(many(2000), key))
    assert.ok(map.length > 5000)
    assert.equal(new Set(map.map(it => it.mask)).size, map.length)
  })

  it('takes masks that are nobody else’s value, where there are any', () => {
    const map = masksFor(many(200), key)
    const values = new Set(map.map(it => it.value))
    assert.deepEqual(
      map.filter(it => values.has(it.mask)),
      [],
    )
  })

  it('has a mask for each of ten addresses of one net with one digit left', () => {
    const addresses = Array.from({ length: 10 }, (_, at) => `203.0.113.${at}`)
    assert.equal(new Set(masksFor({ addresses, names: [] }, key).map(it => it.mask)).size, 10)
  })

  it('keeps together what belongs together: a domain, a net, the notations of an address', () => {
    const map = masksFor(
      {
        addresses: [
          '203.0.113.7',
          '203.0.113.99',
          '203.0.114.7',
          '2001:db8::a1',
          '2001:0DB8:0:0:0:0:0:00A1',
          '::ffff:203.0.113.7',
        ],
        names: ['corp.com', 'mail.corp.com', 'ns.mail.corp.com', 'mail.other.com'],
      },
      key,
    )
    const domain = maskOf(map, 'corp.com')
    assert.ok(maskOf(map, 'mail.corp.com').endsWith(`.${domain}`))
    assert.ok(maskOf(map, 'ns.mail.corp.com').endsWith(`.${maskOf(map, 'mail.corp.com')}`))
    assert.equal(maskOf(map, 'mail.other.com').split('.')[2], domain.split('.')[1])
    const net = (value: string) => maskOf(map, value).split('.').slice(0, 3).join('.')
    assert.equal(net('203.0.113.7'), net('203.0.113.99'))
    assert.notEqual(net('203.0.113.7'), net('203.0.114.7'))
    assert.equal(maskOf(map, '::ffff:203.0.113.7'), `::ffff:${maskOf(map, '203.0.113.7')}`)
    const [group = '', , last = ''] = maskOf(map, '2001:db8::a1').split(/:(?=\w)|::/)
    assert.ok(maskOf(map, '2001:0db8:0:0:0:0:0:00a1').startsWith(`${group}:0`))
    assert.ok(maskOf(map, '2001:0db8:0:0:0:0:0:00a1').endsWith(`:00${last}`))
  })

  it('leaves an address in its range', () => {
    const property = fc.property(fc.uniqueArray(fc.ipV4(), { maxLength: 50 }), addresses => {
      for (const { value, mask } of masksFor({ addresses, names: [] }, key))
        assert.equal(rangeOfV4(parseV4(mask) ?? []), rangeOfV4(parseV4(value) ?? []), `${value} ${mask}`)
    })
    fc.assert(property, { ...SEED, numRuns: 200 })
  })

  it('masks no loopback, no reserved name and no word', () => {
    const map = masksFor(
      { addresses: ['127.0.0.1', '::1', '0.0.0.0', 'nonsense'], names: ['probe.example', 'localhost', 'mail', 'EHLO'] },
      key,
    )
    assert.deepEqual(map, [])
  })

  it('tells nothing without the key', () => {
    const values = many(50)
    const [a, b] = [masksFor(values, key), masksFor(values, otherKey)]
    const equal = a.filter(({ value, mask }) => maskOf(b, value) === mask)
    assert.ok(equal.length < a.length / 10, `${equal.length} of ${a.length}`)
    assert.throws(() => masksFor(values, new Uint8Array(8)), RedactionError)
  })

  it('merges two maps: theirs stays, ours fits in', () => {
    const theirs = masksFor({ addresses: ['203.0.113.7', '2001:db8::a1'], names: ['mail.corp.com'] }, key)
    const ours = masksFor(
      { addresses: ['203.0.113.7', '203.0.113.8', '2001:db8:0::a1'], names: ['mail.corp.com', 'ns.corp.com', 'x.org'] },
      otherKey,
    )
    const both = checkMap(mergeMaps(theirs, ours))
    for (const mask of theirs)
      assert.deepEqual(
        both.find(it => it.value === mask.value),
        mask,
      )
    assert.deepEqual(
      both.map(it => it.value),
      [...new Set([...theirs, ...ours].map(it => it.value))].sort(),
    )
    assert.equal(maskOf(both, 'ns.corp.com').replace(/^\w+/, ''), maskOf(both, 'mail.corp.com').replace(/^\w+/, ''))
    assert.equal(maskOf(both, '203.0.113.8').replace(/\d$/, ''), maskOf(both, '203.0.113.7').replace(/\d$/, ''))
    assert.equal(maskOf(both, '2001:db8:0::a1').replace(':0::', '::'), maskOf(both, '2001:db8::a1'))
    assert.equal(maskOf(both, 'x.org').slice(0, 1), maskOf(ours, 'x.org').slice(0, 1))
  })

  it('merges any two maps that were accepted into one that is', () => {
    const property = fc.property(found, found, (theirs, ours) => {
      const [a, b] = [masksFor(theirs, key), masksFor(ours, otherKey)]
      const both = checkMap(mergeMaps(a, b))
      assert.deepEqual(mergeMaps(both, b), both)
      assert.deepEqual(mergeMaps(both, a), both)
    })
    fc.assert(property, { ...SEED, numRuns: 100 })
  })

  it('resolves masks that collide', () => {
    const theirs = [{ kind: 'name', value: 'a.com', mask: 'x.net' } as const]
    const ours = [{ kind: 'name', value: 'b.com', mask: 'x.net' } as const]
    assert.deepEqual(mergeMaps(theirs, ours), [theirs[0], { kind: 'name', value: 'b.com', mask: 'y.net' }])
  })

  it('has a digest of its rows, in whatever order they came', () => {
    const map = masksFor(many(3), key)
    assert.match(mapDigest(map), /^[0-9a-f]{64}$/)
    assert.equal(mapDigest([...map].reverse()), mapDigest(map))
    assert.notEqual(mapDigest(map.slice(1)), mapDigest(map))
    assert.equal(mapDigest([]), mapDigest(masksFor({ addresses: [], names: [] }, key)))
  })
})
