//! Every kind of mistake with its full message.
