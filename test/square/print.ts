/**
 * `npm run square`: prints the table middlebox x probe, for both directions.
 */
import { renderScore, renderSeenBy, score } from './score.ts'
import { drawSquare } from './square.ts'

process.stderr.write('every device against every probe; this takes some minutes\n')
const cells = await drawSquare({ onDone: device => process.stderr.write(`  ${device}\n`) })
const tables = (['incoming', 'outgoing'] as const).map(direction => ({ direction, scored: score(cells, direction) }))
for (const { direction, scored } of tables) {
  process.stdout.write(`${renderScore(scored, direction)}\n`)
  for (const cell of scored) {
    for (const it of cell.missed) process.stdout.write(`missed: ${cell.device} x ${cell.column}: ${it}\n`)
    for (const it of cell.wrong) process.stdout.write(`wrong:  ${cell.device} x ${cell.column}: ${it}\n`)
  }
}
process.stdout.write(`${renderSeenBy(tables.flatMap(it => it.scored))}\n`)
const bad = tables.flatMap(it => it.scored).some(it => it.missed.length + it.wrong.length > 0)
process.exit(bad ? 1 : 0)
