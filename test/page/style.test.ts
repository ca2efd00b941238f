import assert from 'node:assert/strict'
import { pageStyle } from '../../src/page/style.ts'

/** The colours of one scheme by name, in the order light, dark. */
function schemes(): readonly ReadonlyMap<string, string>[] {
  return pageStyle
    .split(':root')
    .slice(1)
    .map(
      part =>
        new Map(
          [...part.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)].map(([, name = '', colour = '']) => [name, colour]),
        ),
    )
}

const pairs: readonly (readonly [ink: string, paper: string])[] = [
  ['ink', 'paper'],
  ['ink', 'card'],
  ['ink', 'del'],
  ['ink', 'ins'],
  ['ink', 'fault-paper'],
  ['dim', 'paper'],
  ['dim', 'card'],
  ['dim', 'fault-paper'],
  ['accent', 'paper'],
  ['accent', 'card'],
  ['accent', 'fault-paper'],
  ['fault', 'paper'],
  ['fault', 'fault-paper'],
  ['warning', 'warning-paper'],
  ['good', 'paper'],
  ['good', 'good-paper'],
  ['unknown', 'unknown-paper'],
]

describe('page/style', () => {
  it('has colours that can be read on their paper, light and dark (WCAG 2.2, 1.4.3)', () => {
    assert.equal(schemes().length, 2)
    for (const scheme of schemes())
      for (const [ink, paper] of pairs) {
        const ratio = contrast(scheme.get(ink) ?? '', scheme.get(paper) ?? '')
        assert.ok(ratio >= 4.5, `${ink} on ${paper}: ${ratio.toFixed(2)}`)
      }
  })

  it('balances its braces, so that no rule swallows the next', () => {
    assert.equal(pageStyle.match(/\{/g)?.length, pageStyle.match(/\}/g)?.length)
  })
})

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const digits = colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const value = Number.parseInt(digits.slice(at, at + 2), 16) / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
