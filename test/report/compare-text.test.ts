import assert from 'node:assert/strict'
import type { ReportComparison } from '../../src/report/compare.ts'
import { renderComparison } from '../../src/report/compare-text.ts'
import { asa, clean, finding, row } from './examples.ts'

const after = { ...clean, run: { ...clean.run, id: 'r-2', startedAt: '2026-11-25T03:20:00.000Z' } }

const done: ReportComparison = {
  ...{ fixed: [], still: [], fresh: [], open: [], unproved: [], unasked: [] },
  ...{ side: null, sameServer: true, verdict: 'intact' },
}

const masked = finding()
const side =
  'The same fault shows from two clients in different networks: it is not in the network of either client, but on the side of the server or on the way that both share.'

/** Something in every section. */
const all: ReportComparison = {
  fixed: [finding({ id: 'smtp.greeting.masked', port: 587 })],
  still: [masked, finding({ family: 6 }), finding({ port: 26 })],
  fresh: [finding({ id: 'tcp.altered' as never, device: null, port: 10045 })],
  open: [{ finding: finding({ direction: 'outgoing' }), open: 'in use on the client' }],
  unproved: [row({ port: 465, verdict: 'lost' }), row({ port: 993, verdict: 'untested', reason: 'no privilege' })],
  unasked: [{ ...row(), probe: 'smtp-data', reason: 'the time was up' }],
  ...{ side, sameServer: true, verdict: 'faulty' },
}

function render(compared: ReportComparison, columns = 100, colour = false): string {
  return renderComparison(compared, { before: asa, after }, { columns, colour })
}

describe('report/compare-text', () => {
  it('says in one line that nothing is left, and of which runs', () => {
    assert.equal(
      render({ ...done, fixed: [masked] }),
      [
        'DONE: nothing is left; 1 finding fixed.',
        '',
        'Before: run r-7f3a91c2, 2026-11-24T03:20:00.000Z. After: run r-2, 2026-11-25T03:20:00.000Z.',
        '',
        '+ Fixed',
        '    smtp.starttls.masked (Cisco ASA, inspect esmtp): incoming TCP 25 IPv4',
        '',
      ].join('\n'),
    )
  })

  it('says all that is left, the worst first', () => {
    assert.equal(
      render(all),
      [
        'NOT DONE: 3 still there, 1 new, 2 not known, 1 fixed, 2 rows not proved intact.',
        '',
        'Before: run r-7f3a91c2, 2026-11-24T03:20:00.000Z. After: run r-2, 2026-11-25T03:20:00.000Z.',
        '',
        'x Still there',
        '    smtp.starttls.masked (Cisco ASA, inspect esmtp): incoming TCP 25 IPv4 IPv6; incoming TCP 26 IPv4',
        '',
        'x New',
        '    tcp.altered: incoming TCP 10045 IPv4',
        '',
        '? Was there, and is not known now',
        '    smtp.starttls.masked, outgoing TCP 25 IPv4: in use on the client',
        '',
        '? Not proved intact',
        '    incoming TCP 465 IPv4 lost',
        '    incoming TCP 993 IPv4 untested: no privilege',
        '    smtp-data, incoming TCP 25 IPv4: the time was up',
        '',
        '+ Fixed',
        '    smtp.greeting.masked (Cisco ASA, inspect esmtp): incoming TCP 587 IPv4',
        '',
        'The same fault shows from two clients in different networks: it is not in the network of either',
        'client, but on the side of the server or on the way that both share.',
        '',
      ].join('\n'),
    )
  })

  it('fits into 60 columns, and loses no word by that', () => {
    const narrow = render(all, 60)
    assert.ok(
      narrow.split('\n').every(line => line.length <= 60),
      narrow,
    )
    const words = (text: string) => text.split(/\s+/)
    assert.deepEqual(words(narrow), words(render(all, 100)))
  })

  it('says by colour nothing that it does not say in words', () => {
    const coloured = render(all, 100, true)
    assert.match(coloured, /\x1b\[/)
    assert.equal(coloured.replace(/\x1b\[[0-9;]*m/g, ''), render(all))
  })

  it('warns of two servers, and of masks that hide whether there are two', () => {
    assert.match(
      render({ ...done, sameServer: false }),
      /^NOT DONE: .*\n[\s\S]*^! The two runs are not of the same server/m,
    )
    assert.match(render({ ...done, sameServer: null }), /^DONE: .*\n[\s\S]*^! Addresses are masked/m)
  })

  it('says what else keeps it from being done', () => {
    assert.match(render({ ...done, verdict: 'incomplete' }), /^NOT DONE: the later run is incomplete\.\n/)
    assert.match(render({ ...done, sameServer: false }), /^NOT DONE: not of the same server\.\n/)
  })

  it('escapes what came from the network', () => {
    const nasty = '\x1b[2J\u202e\n'
    const text = render({
      ...done,
      open: [{ finding: masked, open: nasty }],
      unproved: [row({ verdict: 'untested', reason: nasty })],
      unasked: [{ ...row(), probe: nasty, reason: nasty }],
      fixed: [finding({ device: { name: nasty, feature: nasty, proof: 'text', source: 'x' } })],
    })
    assert.doesNotMatch(text, /[^\n\x20-\x7e]/)
  })
})
