/** The test signatures, and what is only like them. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { carriesSpam, carriesVirus, holdsVirus, virusWatch } from '../../src/middlebox/signatures.ts'
import { NEAR_MISS, SPAM, VIRUS } from './samples.ts'

const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64')

describe('middlebox signatures', () => {
  it('are the ones that are published', () => {
    assert.equal(createHash('md5').update(VIRUS).digest('hex'), '44d88612fea8a8f36de82e1278abb02f')
    assert.match(SPAM, /^XJS\*C4JDBQADN1\.NSBN3\*2IDNEN\*G.{4}-STANDARD-ANTI-UBE-TEST-EMAIL\*C\.34X$/)
  })

  it('are found in a line, and the virus also as an attachment in base64', () => {
    assert.ok(carriesVirus(`x${VIRUS}\r\n`) && carriesSpam(` ${SPAM} `))
    assert.ok(carriesVirus(base64(VIRUS)) && carriesVirus(base64(`${VIRUS}\r\n`)))
  })

  it('are found in an archive in base64, whose lines cut it', () => {
    for (let before = 30; before < 90; before++) {
      const lines = base64(`${'P'.repeat(before)}${VIRUS}${'K'.repeat(60)}`).match(/.{1,76}/g) ?? []
      const isInfected = virusWatch()
      assert.ok(
        ['text in front', '', ...lines].some(line => isInfected(`${line}\r\n`)),
        `${before}`,
      )
      assert.ok(holdsVirus(`text\r\n\r\n${lines.join('\r\n')}\r\n`))
    }
  })

  it('are not found in lines that do not belong together, or in an archive with a near miss', () => {
    const lines = (text: string) => base64(`${'P'.repeat(40)}${text}`).match(/.{1,76}/g) ?? []
    assert.ok(!holdsVirus(lines(NEAR_MISS).join('\r\n')))
    assert.ok(!holdsVirus(lines(VIRUS).join('\r\n--\r\n')))
  })

  it('are not found in what differs by one byte', () => {
    assert.ok(!carriesVirus(NEAR_MISS) && !carriesVirus(base64(NEAR_MISS)))
    assert.ok(!carriesSpam(SPAM.replace('EMAIL', 'EMAIN')) && !carriesSpam(VIRUS) && !carriesVirus(SPAM))
  })
})
