import assert from 'node:assert/strict'
import { compareReports, nothingIsLeft } from '../../src/report/compare.ts'
import { type Report, type ReportFinding, type ReportRow, verdictOf } from '../../src/report/report.ts'
import { asa, clean, finding, row } from './examples.ts'

const near = '203.0.113.7'
const elsewhere = '198.51.100.7'

/** A run with these rows and findings; each row holds its findings. */
function reportOf(ports: readonly ReportRow[], findings: readonly ReportFinding[] = [], from = near): Report {
  const families = [{ family: 4, address: '192.0.2.25', tested: true, reason: null, clientSeenAs: from }] as const
  const own = ports.map(it => {
    const keys = findings.filter(({ port, direction }) => port === it.port && direction === it.direction)
    return { ...it, findings: keys.map(({ key }) => key) }
  })
  const untested = own
    .filter(({ verdict }) => verdict === 'untested')
    .map(({ reason, protocol, direction, family, transport, port }) => {
      return { direction, family, transport, port, protocol, probe: null, reason: reason ?? '' }
    })
  const verdict = verdictOf(own, findings, { untested })
  return { ...clean, run: { ...clean.run, families }, verdict, ports: own, findings, untested }
}

const altered = row({ verdict: 'altered' })
const intact = row()
const masked = finding()
const other = finding({ key: 'k2', id: 'smtp.greeting.masked', probe: 'smtp-greeting' })
const plain = { masked: false }
const compare = (before: Report, after: Report) => compareReports(before, after, plain)

describe('report/compare', () => {
  it('finds nothing left when all is intact now', () => {
    const compared = compare(reportOf([altered], [masked]), reportOf([intact]))
    assert.deepEqual([compared.fixed, compared.still, compared.fresh, compared.open], [[masked], [], [], []])
    assert.ok(nothingIsLeft(compared))
  })

  it('finds two clean runs done, and a run against itself as it is', () => {
    assert.ok(nothingIsLeft(compare(reportOf([intact]), reportOf([intact]))))
    const itself = compare(asa, asa)
    assert.deepEqual([itself.fixed, itself.fresh, itself.open], [[], [], []])
    assert.deepEqual(
      itself.still,
      asa.findings.filter(({ severity }) => severity !== 'notice'),
    )
    assert.ok(!nothingIsLeft(itself))
  })

  it('knows a fault again whatever bytes it hit, and tells of it as it is now', () => {
    const again = finding({ key: 'other key', seen: { times: 1, of: 3 }, summary: 'other words', evidence: [] })
    const { still, fixed, fresh } = compare(reportOf([altered], [masked]), reportOf([altered], [again]))
    assert.deepEqual([still, fixed, fresh], [[again], [], []])
  })

  it('takes a fault elsewhere for another one', () => {
    for (const change of [{ port: 587 }, { direction: 'outgoing' }, { flow: 'dialer-to-answerer' }] as const) {
      const moved = finding({ key: 'k', ...change })
      const ports = [intact, row({ ...change, verdict: 'altered' })]
      const { fixed, fresh } = compare(reportOf([altered, row(change)], [masked]), reportOf(ports, [moved]))
      assert.deepEqual([fixed, fresh], [[masked], [moved]])
    }
  })

  it('tells what is new beside what is still there and what is fixed', () => {
    const third = finding({ key: 'k3', id: 'smtp.ehlo.reordered' as never, probe: 'smtp-ehlo' })
    const { still, fresh, fixed } = compare(reportOf([altered], [masked, other]), reportOf([altered], [masked, third]))
    assert.deepEqual([still, fresh, fixed], [[masked], [third], [other]])
  })

  it('leaves notices out, on both sides', () => {
    const notice = finding({ key: 'n', severity: 'notice', id: 'nat.present' as never })
    const compared = compare(reportOf([intact], [notice]), reportOf([intact], [notice]))
    assert.deepEqual([compared.still, compared.fixed], [[], []])
    assert.ok(nothingIsLeft(compared))
  })

  it('counts warnings', () => {
    const warning = finding({ severity: 'warning' })
    assert.deepEqual(compare(reportOf([intact]), reportOf([intact], [warning])).fresh, [warning])
  })

  describe('calls open what nobody looked at again', () => {
    const cases: readonly (readonly [name: string, after: Report, why: RegExp])[] = [
      ['a row that is not in the newer run', reportOf([row({ port: 587 })]), /^that run did not test it$/],
      [
        'a row that could not be tested',
        reportOf([row({ verdict: 'untested', reason: 'in use on the client' })]),
        /^in use on the client$/,
      ],
      ['a row that is lost', reportOf([row({ verdict: 'lost-out' })]), /^nothing comes through there \(lost-out\)$/],
      ['a row that is refused', reportOf([row({ verdict: 'refused-by-host' })]), /^nothing comes through there/],
      ['a row that somebody else answers', reportOf([row({ verdict: 'intercepted' })]), /^somebody else answers there/],
      [
        'a question that was not put',
        { ...reportOf([intact]), untested: [{ ...intact, probe: masked.probe, reason: 'the time was up' }] },
        /^the time was up$/,
      ],
    ]
    for (const [name, after, why] of cases) {
      it(name, () => {
        const compared = compare(reportOf([altered], [masked]), after)
        assert.deepEqual([compared.fixed, compared.open.map(it => it.finding)], [[], [masked]])
        assert.match(compared.open[0]?.open ?? '', why)
        assert.ok(!nothingIsLeft(compared))
      })
    }

    it('a fault that is no port’s, when nothing of its family and direction was tested', () => {
      const limit = finding({ key: 'l', id: 'path.connection-limit' as never, port: null, flow: null, probe: 'limit' })
      const before = reportOf([intact], [limit])
      assert.deepEqual(compare(before, reportOf([row({ port: 587 })])).fixed, [limit])
      const others = [row({ direction: 'outgoing' }), row({ family: 6 }), row({ verdict: 'untested', reason: 'x' })]
      assert.deepEqual(
        compare(before, reportOf(others)).open.map(({ open }) => open),
        ['nothing was tested, incoming IPv4'],
      )
    })

    it('a ping is a row like any other, though it has no port', () => {
      const ping = finding({ key: 'p', id: 'icmp.lost' as never, transport: 'icmp', port: null, flow: null })
      const of = row({ transport: 'icmp', port: null, protocol: 'icmp' })
      assert.deepEqual(compare(reportOf([{ ...of, verdict: 'lost' }], [ping]), reportOf([of])).fixed, [ping])
      assert.equal(compare(reportOf([of], [ping]), reportOf([intact])).open.length, 1)
    })
  })

  describe('is not done', () => {
    it('while a row is not intact, though no finding tells of it', () => {
      const lost = row({ port: 587, verdict: 'lost' })
      const compared = compare(reportOf([intact]), reportOf([intact, lost]))
      assert.deepEqual(
        compared.unproved.map(({ port }) => port),
        [587],
      )
      assert.ok(!nothingIsLeft(compared))
    })

    it('while a row is not intact and only a notice tells of it', () => {
      const notice = finding({ severity: 'notice' })
      const compared = compare(reportOf([intact]), reportOf([altered], [notice]))
      assert.equal(compared.unproved.length, 1)
      assert.ok(!nothingIsLeft(compared))
    })

    it('while a question is open', () => {
      const after = { ...reportOf([intact]), untested: [{ ...intact, probe: 'smtp-data', reason: 'x' }] }
      assert.ok(!nothingIsLeft(compare(reportOf([intact]), after)))
    })

    it('when the newer run tested nothing', () => {
      assert.ok(!nothingIsLeft(compare(reportOf([intact]), reportOf([]))))
    })

    it('when the two runs are of different servers', () => {
      const [family] = reportOf([intact]).run.families
      assert.ok(family)
      const other = { ...clean.run, families: [{ ...family, address: '192.0.2.99' }] }
      const compared = compare(reportOf([altered], [masked]), { ...reportOf([intact]), run: other })
      assert.equal(compared.sameServer, false)
      assert.ok(!nothingIsLeft(compared))
    })
  })

  it('does not tell servers or networks apart by masks', () => {
    const moved = reportOf([altered], [masked], elsewhere)
    const [family] = moved.run.families
    assert.ok(family)
    const hidden = { ...moved, run: { ...moved.run, families: [{ ...family, address: '192.0.2.99' }] } }
    const compared = compareReports(reportOf([altered], [masked]), hidden, { masked: true })
    assert.deepEqual([compared.sameServer, compared.side], [null, null])
    assert.ok(nothingIsLeft(compareReports(reportOf([altered], [masked]), reportOf([intact]), { masked: true })))
  })

  describe('from two networks', () => {
    const faulty = (from: string) => reportOf([altered], [masked], from)
    const fine = (from: string) => reportOf([intact], [], from)

    it('says that what both show is not in the network of either client', () => {
      assert.match(compare(faulty(near), faulty(elsewhere)).side ?? '', /not in the network of either client/)
    })

    it('says that what one shows is on the side of that client', () => {
      assert.match(compare(faulty(near), fine(elsewhere)).side ?? '', /only the earlier one shows the fault/)
      assert.match(compare(fine(near), faulty(elsewhere)).side ?? '', /only the later one shows the fault/)
    })

    it('says nothing when the two come from one network', () => {
      assert.equal(compare(faulty(near), faulty('203.0.113.99')).side, null)
    })

    it('says nothing when each shows a fault of its own', () => {
      assert.equal(compare(faulty(near), reportOf([altered], [other], elsewhere)).side, null)
    })

    it('says nothing when neither shows any', () => {
      assert.equal(compare(fine(near), fine(elsewhere)).side, null)
    })

    it('says nothing when the other did not look at the same row', () => {
      const lost = reportOf([row({ verdict: 'lost' })], [], elsewhere)
      assert.equal(compare(faulty(near), lost).side, null)
      assert.equal(compare({ ...lost, run: fine(near).run }, faulty(elsewhere)).side, null)
    })
  })
})
