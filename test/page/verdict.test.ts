import assert from 'node:assert/strict'
import { gatheredFindings } from '../../src/page/gathered.ts'
import { actionOf, headlineOf } from '../../src/page/verdict.ts'
import type { Report } from '../../src/report/report.ts'
import { asa, clean, finding, incomplete, row } from '../report/examples.ts'

const headline = (report: Report) => headlineOf(report, gatheredFindings(report))

describe('page/verdict', () => {
  it('says of a faulty run what became of the traffic, how much, and on how many ports', () => {
    assert.equal(headline(asa).word, 'FAULTY')
    assert.equal(headline(asa).sentence, 'Traffic was changed on the way: 2 kinds of change on 1 port over IPv4.')
  })

  it('says how many rows of a faulty run are open', () => {
    const ports = [...asa.ports, row({ port: 26, verdict: 'untested' })]
    assert.match(headline({ ...asa, ports }).sentence, /over IPv4; 1 of 4 rows not tested\.$/)
  })

  it('says of a clean run that nothing has to be done', () => {
    const { sentence, side, toDo } = headline(clean)
    assert.equal(sentence, 'Everything arrived as it was sent, in 4 rows.')
    assert.equal(side, null)
    assert.deepEqual(toDo, [{ device: null, text: 'Nothing has to be done.' }])
  })

  it('says what keeps a run without a fault from being intact', () => {
    assert.equal(headline(incomplete).sentence, 'No fault was proved, but 1 of 2 rows could not be proved intact.')
    assert.equal(headline({ ...incomplete, ports: [] }).sentence, 'No fault was proved, but nothing was tested.')
  })

  it('names a side only when all findings are proved to be on it', () => {
    const at = (...sides: ('server-network' | 'unknown')[]) =>
      headline({ ...asa, findings: sides.map((side, n) => finding({ key: String(n), port: n + 1, side })) }).side
    assert.equal(at('server-network', 'server-network'), 'It happens in the network of the mail server.')
    assert.match(
      at('unknown') ?? '',
      /^Not proved\. Run the check from a client in another network: if .* server's side; if it does not, it is on the side of this client\.$/,
    )
    assert.match(at('unknown', 'server-network') ?? '', /^Not the same for all/)
  })

  it('says each remedy once, with the device where it is proved, and counts those over three', () => {
    const findings = ['a', 'b', 'a', 'c', 'd'].map((remedy, n) =>
      finding({ key: String(n), port: n + 1, remedy, summary: String(n), device: null }),
    )
    const { toDo } = headline({ ...asa, findings })
    assert.deepEqual(
      toDo.map(it => it.text),
      ['a', 'b', 'c', 'One more remedy below.'],
    )
    assert.deepEqual(headline(asa).toDo[0]?.device, 'Cisco ASA')
  })

  it('takes the words on whose side it is out of a remedy, and nothing else', () => {
    const settling =
      "Whose side it is on is not proved: run the check from a client in another network; if the same fault shows there, it is on the server's side."
    assert.equal(actionOf(`Do this. ${settling}`), 'Do this.')
    assert.equal(actionOf('Do this.'), 'Do this.')
  })
})
