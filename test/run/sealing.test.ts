import assert from 'node:assert/strict'
import { ControlError } from '../../src/control/errors.ts'
import type { Mask } from '../../src/redaction/map.ts'
import type { Path } from '../../src/run/path.ts'
import { type Sealed, type Sealing, seal } from '../../src/run/sealing.ts'
import { known, type Signed, sealOf, smallRun } from '../bundle/small-run.ts'

const plain: Sealing = { redact: false, hostsAllow: false, names: [] }
const small = smallRun()

/** A far end that signs whatever it is asked to. */
const signed: Signed = { statement: 's', signature: 'f', map: null, files: [] }

function sealWith(paths: readonly Partial<Path>[], sealing: Sealing = plain): Promise<Sealed> {
  return seal(
    paths.map(path => ({ ...small.path, ...path })),
    small.run,
    sealing,
  )
}

function whyOf({ far }: Sealed): string {
  return 'why' in far ? far.why : assert.fail('it was signed')
}

describe('run/sealing', () => {
  it('hands on what the far end signed, and asks as the run began', async () => {
    const asked: unknown[] = []
    const sign: Path['sign'] = async request => {
      asked.push(request)
      return signed
    }
    const { map, far, hostsAllow } = await sealWith([{ sign }], { ...plain, hostsAllow: true })
    assert.deepEqual([map, far, hostsAllow], [null, { statement: 's', signature: 'f', files: [] }, true])
    assert.deepEqual(asked, [{ startedAt: small.run.startedAt, map: null, hostsAllow: true }])
  })

  it('asks over one path after the other, and waits until the tapes of all have come', async () => {
    const did: string[] = []
    const named = (name: string, sign: Path['sign']): Partial<Path> => ({
      sign: request => {
        did.push(`${name} signs`)
        return sign(request)
      },
      settled: async () => void did.push(`${name} settles`),
    })
    const gone = async () => Promise.reject(new ControlError('gone', 'path'))
    const yes = async () => signed
    const { far } = await sealWith([named('one', gone), named('two', yes), named('three', yes)])
    assert.ok(!('why' in far))
    assert.deepEqual(did, ['one signs', 'two signs', 'one settles', 'two settles', 'three settles'])
  })

  it('asks in a run that was called off, and over a path that broke off: its control channel may live', async () => {
    const { far } = await sealWith([{ sign: async () => signed, broken: () => 'This operation was aborted' }])
    assert.ok(!('why' in far))
  })

  it('takes the half although one path ends while its tapes are waited for', async () => {
    const settled = async () => Promise.reject(new ControlError('gone', 'path'))
    assert.ok(!('why' in (await sealWith([{ sign: async () => signed, settled }])).far))
  })

  it('says why there is no half, in one line', async () => {
    assert.equal(whyOf(await sealWith([])), 'there was no control channel')
    const sign = async () => Promise.reject(new ControlError('cannot\nat all', 'peer'))
    assert.equal(whyOf(await sealWith([{ sign }])), 'cannot')
  })

  describe('with masks', () => {
    const redacting: Sealing = { ...plain, redact: true }

    it('masks every address and name that the client knows of, be there a far end or not', async () => {
      const { map } = await sealWith([], { ...redacting, names: ['ticket.corp-mail.de', '192.0.2.99', 'mx'] })
      const values = new Set(map?.map(({ value }) => value))
      const { serverRule: _rule, serverAdmits: _admits, ...ours } = known
      for (const value of [...Object.values(ours), 'ticket.corp-mail.de', '192.0.2.99']) {
        assert.ok(values.has(value.toLowerCase()), value)
      }
      assert.ok(!values.has('mx'))
    })

    it('masks otherwise in every run', async () => {
      const [one, other] = [await sealWith([], redacting), await sealWith([], redacting)]
      assert.notDeepEqual(one.map, other.map)
    })

    it('takes the masks of the far end for what only that one knows', async () => {
      const sealed = await sealOf(small, { redact: true })
      assert.ok(!('why' in sealed.far))
      const values = sealed.map?.map(({ value }) => value)
      assert.ok(values?.includes(known.serverRule) && values.includes(known.clientRule))
    })

    const lies: readonly (readonly [name: string, lie: (map: Mask[]) => unknown, why: RegExp])[] = [
      ['drops a mask', map => map.slice(1), /masks something in another way than was agreed/],
      ['drops all masks', () => [], /masks something in another way than was agreed/],
      ['gives back no map', () => null, /the redaction map is not understood/],
      [
        'has two values change places',
        map => {
          const [first, second, ...rest] = map.filter(({ value }) => /^192\.0\.2\.6\d$/.test(value))
          assert.ok(first && second && rest.length === 0)
          return map.map(it => {
            if (it === first) return { ...it, mask: second.mask }
            return it === second ? { ...it, mask: first.mask } : it
          })
        },
        /masks something in another way than was agreed/,
      ],
      [
        'masks a word of the protocol',
        map => [...map, { kind: 'name', value: 'starttls', mask: 'xxxxxxxx' }],
        /"starttls" as "xxxxxxxx"/,
      ],
      [
        'masks by another length',
        map => [...map, { kind: 'address', value: '10.0.0.1', mask: '10.0.0.11' }],
        /"10\.0\.0\.1" as "10\.0\.0\.11"/,
      ],
    ]
    for (const [name, lie, why] of lies) {
      it(`refuses a far end that ${name}, and keeps its own masks`, async () => {
        const sealed = await sealOf(small, { redact: true }, its => ({ ...its, map: lie(its.map ?? []) as Mask[] }))
        assert.match(whyOf(sealed), why)
        const values = sealed.map?.map(({ value }) => value) ?? []
        assert.ok(values.includes(known.clientRule) && !values.includes(known.serverRule))
      })
    }

    it('refuses a far end that masks what nobody wanted masked', async () => {
      const mask: Mask = { kind: 'address', value: '10.0.0.1', mask: '10.0.0.2' }
      const sealed = await sealOf(small, {}, its => ({ ...its, map: [mask] }))
      assert.match(whyOf(sealed), /masks what nobody wanted masked/)
      assert.equal(sealed.map, null)
    })
  })
})
