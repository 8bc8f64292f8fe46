"""registry → **wire** → brokers: who may connect with which secret, and speak and hear on which topics. The registry is the only source."""
