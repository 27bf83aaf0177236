import { z } from 'zod'

// Must run before any schema is made: zod's probe for `new Function` would breach the window's CSP.
z.config({ jitless: true })
