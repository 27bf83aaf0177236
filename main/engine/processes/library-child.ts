import { storeFolder } from '../runs/store-paths.ts'
import { createLibraryService } from './library-handlers.ts'
import { serveChild } from './serve-child.ts'

serveChild((emit) => createLibraryService(storeFolder(), emit))
