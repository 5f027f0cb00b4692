/** Where drizzle-kit reads the tables and writes the migrations (`drizzle-kit generate`). */
import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'sqlite',
  schema: ['./src/model/tables.ts', './src/model/tables-kept.ts'],
  out: './migrations',
})
