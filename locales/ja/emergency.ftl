# emergency
