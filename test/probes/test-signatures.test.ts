import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { textOf } from '../../src/bytes.ts'
import { type Carrier, messageWith, signatureOf } from '../../src/probes/test-signatures.ts'

const root = new URL('../..', import.meta.url).pathname
const virus = signatureOf('virus', false)
const spam = signatureOf('spam', false)

/** Every file that is handed out, or that a scanner on a developer's machine would look into. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    if (entry.name === 'node_modules' || entry.name === '.git') return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : []
  })
}

function differing(a: string, b: string): number {
  return [...a].filter((letter, at) => letter !== b[at]).length
}

describe('probes/test-signatures', () => {
  it('are the ones that are published', () => {
    assert.equal(createHash('md5').update(virus).digest('hex'), '44d88612fea8a8f36de82e1278abb02f')
    assert.equal(spam.length, 68)
    assert.match(spam, /^XJS\*C4JDBQADN1\.NSBN3\*2IDNEN\*G.{4}-STANDARD-ANTI-UBE-TEST-EMAIL\*C\.34X$/)
  })

  it('have twins that differ in one byte', () => {
    for (const which of ['virus', 'spam'] as const) {
      const twin = signatureOf(which, true)
      assert.equal(twin.length, signatureOf(which, false).length)
      assert.equal(differing(twin, signatureOf(which, false)), 1)
    }
  })

  it('stand in no file of this project, as they are or in base64, so that no scanner takes it away', () => {
    const forms = [virus, spam].flatMap(text => {
      const base64 = [0, 1, 2].map(shift =>
        Buffer.from('x'.repeat(shift) + text)
          .toString('base64')
          .slice(4, -4),
      )
      return [text, ...base64]
    })
    const found = filesBelow(root).filter(path => {
      const text = readFileSync(path).toString('latin1')
      return forms.some(form => text.includes(form))
    })
    assert.deepEqual(found, [])
  })

  it('stand in a message as it is written, and nowhere else in it', () => {
    for (const carrier of ['text', 'text-without-subject'] as const) {
      const text = textOf(messageWith('NONCE', virus, carrier))
      assert.ok(text.endsWith(`\r\n\r\n${virus}\r\n`))
      assert.equal(/^Subject:/m.test(text), carrier === 'text')
    }
  })

  it('stand in an attachment, alone or in an archive', () => {
    const file = (carrier: Carrier) => {
      const text = textOf(messageWith('NONCE', virus, carrier))
      assert.ok(!text.includes(virus))
      assert.match(text, /^Content-Type: multipart\/mixed; boundary="part-of-a-path-proof"\r$/m)
      const lines = /base64\r\n\r\n([\s\S]*?)\r\n--part-of-a-path-proof--\r\n$/.exec(text)?.[1]?.split('\r\n') ?? []
      assert.ok(lines.every(line => line.length <= 76))
      return Buffer.from(lines.join(''), 'base64').toString('latin1')
    }
    assert.equal(file('base64'), virus)
    assert.match(file('zip'), /^PK\x03\x04/)
    assert.ok(file('zip').includes(virus))
  })
})
