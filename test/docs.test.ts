/** docs/findings.md and docs/devices.md are printed from the program's own lists. UPDATE_DOCS=1 writes them anew. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { explainDocs } from '../src/explain/encyclopedia-docs.ts'

const printed = explainDocs()

describe('docs', () => {
  for (const name of ['findings', 'devices'] as const) {
    const file = new URL(`../docs/${name}.md`, import.meta.url)

    it(`${name}.md says what the lists say`, () => {
      if (process.env.UPDATE_DOCS === '1') writeFileSync(file, printed[name])
      assert.equal(readFileSync(file, 'utf8'), printed[name])
    })
  }

  it('links to headings that are there', () => {
    const headings = (text: string) => new Set([...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => anchor(title)))
    const known = { findings: headings(printed.findings), devices: headings(printed.devices) }
    const links = [
      ...Object.values(printed)
        .join('\n')
        .matchAll(/\((findings|devices)\.md#([^)]*)\)/g),
    ]
    assert.ok(links.length > 50)
    for (const [, page, target = ''] of links)
      assert.ok(known[page === 'findings' ? 'findings' : 'devices'].has(target), target)
  })
})

/** As the hosting sites make one of a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}
