"""The faces: command line, exports, evaluation, web pages."""
