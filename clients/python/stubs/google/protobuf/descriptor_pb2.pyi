from .descriptor import MessageOptions as MessageOptions
