import assert from 'node:assert/strict'
import { readYaml } from '../../src/profile/yaml.ts'

describe('profile/yaml', () => {
  it('gives a tree with places, and every scalar as text', () => {
    assert.deepEqual(readYaml('a: 1.10\nb:\n  - yes\n  -\nc:\n'), {
      problems: [],
      root: {
        kind: 'mapping',
        at: { line: 1, column: 1 },
        pairs: [
          { key: text(1, 1, 'a'), value: text(1, 4, '1.10') },
          {
            key: text(2, 1, 'b'),
            value: { kind: 'list', at: { line: 3, column: 3 }, items: [text(3, 5, 'yes'), text(4, 4, '')] },
          },
          { key: text(5, 1, 'c'), value: text(5, 3, '') },
        ],
      },
    })
  })

  it('follows no alias', () => {
    const { root } = readYaml('&x\n- *x\n')
    assert.match(JSON.stringify(root), /"what":"an alias"/)
  })

  it('goes deeper than a profile does, and not much deeper', () => {
    const nested = (depth: number) => readYaml(`${'['.repeat(depth)}deep${']'.repeat(depth)}`)
    assert.deepEqual(nested(8).problems, [])
    assert.match(
      nested(9)
        .problems.map(({ text }) => text)
        .join(),
      /^expected values that are not nested so deeply$/,
    )
  })

  it('has no tree for an empty text, and none beside a problem', () => {
    assert.deepEqual(readYaml('# nothing\n'), { root: null, problems: [] })
    const { root, problems } = readYaml('a: "open\n')
    assert.equal(root, null)
    assert.equal(problems.length, 1)
  })
})

function text(line: number, column: number, value: string) {
  return { kind: 'text' as const, at: { line, column }, text: value }
}
