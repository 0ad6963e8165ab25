/** Says which test file this process begins: `stuck-files.ts` reads it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { STUCK_FOLDER } from './stuck-files.ts'

const folder = process.env[STUCK_FOLDER]
if (folder !== undefined) writeFileSync(join(folder, String(process.pid)), expect.getState().testPath ?? 'a file of no name')
