import assert from 'node:assert/strict'
import { helpAfter } from '../../src/manual/help.ts'
import { commandTexts } from '../../src/manual/texts.ts'

describe('manual/help', () => {
  it('has notes, exit statuses and examples, each after a blank line', () => {
    const text = helpAfter('verify')
    assert.match(text, /^\nA signature says/)
    assert.match(text, /\n\nExit status:\n {2}0 {2}nothing was changed\n {2}1 {2}something was; it is named\n {2}2 {2}/)
    assert.match(text, /\n\nExample:\n {2}pathproof verify ticket-4711\.zip {2}every digest and both signatures$/)
  })

  it('is empty where nothing is to be said', () => {
    assert.equal(helpAfter('nonsense'), '')
  })

  it('puts the explanation of a long example below it', () => {
    assert.match(helpAfter('check'), / {2}pathproof check .* --redact\n {6}the same, with addresses and names masked\n/)
  })

  it('is not wider than a terminal, for any command', () => {
    const lines = Object.keys(commandTexts).flatMap(path => helpAfter(path).split('\n'))
    assert.deepEqual(
      lines.filter(line => line.length > 80),
      [],
    )
  })

  it('holds every note, status and example of the table', () => {
    for (const [path, { notes, exits, examples }] of Object.entries(commandTexts)) {
      const text = helpAfter(path).replace(/\s+/g, ' ')
      for (const said of [...notes, ...exits.map(it => it.meaning), ...examples.map(it => it.command)]) {
        assert.ok(text.includes(said.replace(/\s+/g, ' ')), `${path}: ${said}`)
      }
    }
  })
})
