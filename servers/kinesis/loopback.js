// Loaded before a server (node --require): it listens on the loopback address, whatever it asks for. kinesis-local asks for all
// addresses, and has no setting for it.
'use strict'

const {Server} = require('net')
const listen = Server.prototype.listen

Server.prototype.listen = function (port, ...more) {
  return listen.call(this, port, '127.0.0.1', more.find(given => typeof given === 'function'))
}
